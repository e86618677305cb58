import { deadLettersContract } from "#test/contract/dead-letters";
import { awsLetters } from "#test/support/aws-letters";
import { withDynamoDb } from "#test/support/dynamodb-stage";

withDynamoDb("in DynamoDB", (endpoint) => {
  deadLettersContract("DynamoDB, with SQS played by a server,", async () => {
    const stage = await awsLetters(endpoint());
    return { port: stage, close: stage.close };
  });
});
