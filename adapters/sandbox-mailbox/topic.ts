/** The topic that the sandbox's mail service tells its news: made up, in the real format. */
export const sandboxTopic = "arn:aws:sns:us-east-1:000000000000:aro-sandbox";
