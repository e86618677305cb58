import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

type Stored = { readonly bytes: Buffer; readonly headers: Readonly<Record<string, string>> };
type Refusal = { readonly status: number; readonly code: string };

/** S3 as far as our adapter uses it: objects of one bucket in memory, and refusals on demand. */
export const startWireS3 = async () => {
  const objects = new Map<string, Stored>();
  const refusals: Refusal[] = [];
  const puts: Readonly<Record<string, string>>[] = [];

  const put = (path: string, bytes: Buffer, headers: Readonly<Record<string, string>>) => {
    puts.push(headers);
    const hash = createHash("sha256").update(bytes).digest("base64");
    if (headers["x-amz-checksum-sha256"] !== hash) return refused(400, "BadDigest");
    if (headers["if-none-match"] === "*" && objects.has(path))
      return refused(412, "PreconditionFailed");
    objects.set(path, { bytes, headers });
    return { status: 200, body: "" };
  };

  const list = (prefix: string) => {
    const keys = [...objects.keys()].filter((key) => key.startsWith(prefix)).toSorted();
    const contents = keys.map((key) => `<Contents><Key>${key}</Key></Contents>`).join("");
    return { status: 200, body: `<ListBucketResult>${contents}</ListBucketResult>` };
  };

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://s3");
    const path = decodeURIComponent(pathname.split("/").slice(2).join("/"));
    const bytes = await bytesOf(request);
    const stored = objects.get(path);
    const answer = ((): { status: number; body: string | Buffer } => {
      const refusal = refusals.shift();
      if (refusal !== undefined) return refused(refusal.status, refusal.code);
      if (request.method === "PUT") return put(path, bytes, headersOf(request));
      if (searchParams.has("list-type")) return list(searchParams.get("prefix") ?? "");
      if (request.method === "DELETE") {
        objects.delete(path);
        return { status: 204, body: "" };
      }
      return stored === undefined ? refused(404, "NoSuchKey") : { status: 200, body: stored.bytes };
    })();
    const sha256 = stored?.headers["x-amz-meta-sha256"];
    response.writeHead(answer.status, sha256 === undefined ? {} : { "x-amz-meta-sha256": sha256 });
    response.end(request.method === "HEAD" ? undefined : answer.body);
  };

  const server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    puts: () => puts,
    objects,
    refuseNext: (status: number, code: string) => void refusals.push({ status, code }),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

const refused = (status: number, code: string) => ({
  status,
  body: `<Error><Code>${code}</Code><Message>secret details</Message></Error>`,
});

const headersOf = ({ headers }: IncomingMessage): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));

const bytesOf = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};
