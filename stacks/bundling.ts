/**
 * How a function's entry becomes files: what SST hands to esbuild beside its own settings. The bench of cold starts
 * builds by it, too, so what it measures is what would be deployed.
 */
export const bundling = {
  target: "node24",
  legalComments: "none",
  // SST would keep the name of each function: a sixteenth of what a start reads, and a call for each when it runs. A trace
  // names places in the bundle; whoever has the commit can build it again, with a map.
  keepNames: false,
  // The chain that looks for credentials in files, single sign-on and other roles is a third of a client; in Lambda
  // they are in the environment.
  // Which endpoint of a service answers is not asked for: Lambda is in the service's region.
  alias: {
    "@aws-sdk/credential-provider-node": "./stacks/lambda-credentials.ts",
    "@aws-sdk/endpoint-cache": "./stacks/no-endpoints.ts",
  },
} as const;

/**
 * SST's own part of it. `splitting`: what a function imports when it first needs it (`await import(…)`) lies in a file
 * of its own beside the entry, and no start reads it.
 */
export const sstBundling = {
  format: "esm",
  minify: true,
  sourcemap: false,
  splitting: true,
} as const;
