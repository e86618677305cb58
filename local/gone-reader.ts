type Stream = Pick<NodeJS.WriteStream, "on">;

/**
 * Whoever reads along may have seen enough (`| head`): the rest is written to nobody. A stream that leads to a file may
 * find its disk full: a log is no reason to stop, and a result that is not whole is a failure.
 */
export const whenReaderGoes = (stream: Stream, then: () => void = () => {}): void => {
  let isTold = false;
  stream.on("error", ({ code }: NodeJS.ErrnoException) => {
    if (isTold) return;
    isTold = true;
    if (code === "EPIPE") then();
    else if (stream !== process.stderr) sayUnwritten(code);
  });
};

const sayUnwritten = (code = "unknown"): void => {
  const why =
    code === "ENOSPC"
      ? "disk_full: Cannot write what was asked for: the disk is full"
      : `internal: Cannot write what was asked for: ${code}`;
  process.exitCode = 1;
  process.stderr.write(`aro: ${why}.\n`);
};
