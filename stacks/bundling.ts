/**
 * How a function's entry becomes one file: what SST hands to esbuild beside its own settings. The bench of cold starts
 * builds by it, too, so what it measures is what would be deployed.
 */
export const bundling = {
  target: "node24",
  legalComments: "none",
  // The chain that looks for credentials in files, single sign-on and other roles is a third of a client; in Lambda
  // they are in the environment.
  alias: { "@aws-sdk/credential-provider-node": "./stacks/lambda-credentials.ts" },
} as const;
