import { Worker } from "node:worker_threads";
import type { Log } from "#core/ports/log";
import { type Answered, type Asked, gathering, type News, type Place } from "#local/front-messages";

export type Front = {
  readonly port: number;
  /** From now on requests are answered so, also those that have come before. */
  readonly serve: (answer: Answer, log: Log) => void;
  /** Resolves with the reason, should the thread end by itself: then nobody listens any more. */
  readonly lost: Promise<string>;
  /** Hangs up on everybody. */
  readonly close: () => Promise<void>;
};

export type Answer = (asked: Asked) => Promise<Answered>;

/**
 * Listens, in a thread of its own: to speak HTTP costs as much of a booking as half of what the house does with it. A port
 * is taken before the house behind it stands; requests wait until it does.
 *
 * Throws the system's error, with its `code`, where it cannot listen.
 */
export const openFront = async (place: Place, thread = frontThread): Promise<Front> => {
  // It faces the net: of what the environment holds (keys of providers) it needs nothing.
  const worker = new Worker(thread, { workerData: place, env: {} });
  const house = later<readonly [Answer, Log]>();
  const opened = later<number>();
  const lost = later<string>();
  const reply = gathering((answers: readonly Answered[]) => worker.postMessage(answers));

  let isClosed = false;
  const ended = (why: string): void => {
    if (isClosed) return;
    opened.reject(new Error(`The thread that listens has ended: ${why}`));
    lost.resolve(why);
  };
  worker.on("message", (news: News) => {
    if (news.kind === "listening") opened.resolve(news.port);
    else if (news.kind === "deaf")
      opened.reject(Object.assign(new Error(news.why), { code: news.code }));
    else void house.promise.then(([answer, log]) => heard(news, answer, log));
  });
  worker.once("error", (error: Error) => ended(error.name));
  worker.once("exit", (code) => ended(`exit code ${code}`));

  const heard = (news: Heard, answer: Answer, log: Log): void => {
    if (news.kind === "noted") log[news.level](news.event, news.fields);
    else for (const asked of news.requests) void answer(asked).then(reply);
  };
  const close = async (): Promise<void> => {
    isClosed = true;
    await worker.terminate();
  };
  try {
    const port = await opened.promise;
    return {
      port,
      serve: (answer, log) => house.resolve([answer, log]),
      lost: lost.promise,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
};

/** A promise, and how to settle it. */
const later = <T>() => {
  let resolve: (value: T) => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<T>((...ways) => {
    [resolve, reject] = ways;
  });
  return { promise, resolve, reject };
};

type Heard = Extract<News, { kind: "asked" | "noted" }>;

const frontThread = new URL("./front-thread.ts", import.meta.url);
