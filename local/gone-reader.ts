type Stream = Pick<NodeJS.WriteStream, "on">;

/**
 * Whoever reads along may have seen enough (`| head`): the rest is written to nobody. Any other trouble with the
 * stream is thrown.
 */
export const whenReaderGoes = (stream: Stream, then: () => void = () => {}): void => {
  let isGone = false;
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    if (!isGone) then();
    isGone = true;
  });
};
