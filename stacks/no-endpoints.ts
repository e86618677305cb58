/**
 * Stands for `@aws-sdk/endpoint-cache` in a bundle: endpoints that were found out. A client of DynamoDB finds none out
 * unless it is told to, and no function of ours is.
 */
export class EndpointCache {
  getEndpoint(): never {
    throw new Error("Cannot find out an endpoint: what would keep it is not in this bundle");
  }
}
