/**
 * Why the data directory cannot be used. Each is met at start or while writing, and each has one sentence
 * for the person who runs the process; nothing here is worth a stack trace.
 */
type DataUnusableCode =
  | "data_directory_unreadable"
  | "data_corrupt"
  | "data_missing"
  | "data_newer"
  | "data_other_mode"
  | "disk_full"
  | "data_in_use"
  | "vault_key_unusable";

export type DataUnusable = Error & { readonly code: DataUnusableCode };

/** `why` is the current state, spelled as the end of a sentence. */
export const dataUnusable = (
  code: DataUnusableCode,
  path: string,
  why: string = ordinaryReason[code],
): DataUnusable =>
  Object.assign(new Error(`Cannot use the data in "${path}": ${why}.`), {
    name: "DataUnusable",
    code,
  });

export const isDataUnusable = (error: unknown): error is DataUnusable =>
  error instanceof Error && error.name === "DataUnusable";

/** The folder itself fails (a full disk), whatever is written: not so a damaged page, which stops its own stream only. */
export const isFolderAtFault = (error: unknown): error is DataUnusable =>
  isDataUnusable(error) && error.code !== "data_corrupt";

const ordinaryReason = {
  data_directory_unreadable: "this user may not read and write it, or it does not exist",
  data_corrupt: "the file is damaged; restore it from a backup",
  data_missing: "its database is gone",
  data_newer: "a newer ARO has written it",
  data_other_mode: "it was begun in another mode",
  disk_full: "the disk is full",
  data_in_use: "another ARO process is using it",
  vault_key_unusable: "its key file cannot be used",
} satisfies Record<DataUnusableCode, string>;

/** Translates SQLite's and the file system's failures; what is not about the data's state passes through. */
export const asDataUnusable = (error: unknown, path: string): unknown => {
  if (!(error instanceof Error) || isDataUnusable(error)) return error;

  const system = "code" in error && typeof error.code === "string" ? error.code : "";
  const code =
    "errcode" in error && typeof error.errcode === "number"
      ? codeBySqlite.get(error.errcode & 0xff) // The low byte is the primary result code.
      : codeBySystem.get(system);
  return code === undefined ? error : dataUnusable(code, path, reasonBySystem.get(system));
};

/** https://sqlite.org/rescode.html */
const codeBySqlite: ReadonlyMap<number, DataUnusableCode> = new Map([
  [3, "data_directory_unreadable"], // SQLITE_PERM
  [5, "data_in_use"], // SQLITE_BUSY
  [8, "data_directory_unreadable"], // SQLITE_READONLY
  [10, "data_directory_unreadable"], // SQLITE_IOERR
  [11, "data_corrupt"], // SQLITE_CORRUPT
  [13, "disk_full"], // SQLITE_FULL
  [14, "data_directory_unreadable"], // SQLITE_CANTOPEN
  [26, "data_corrupt"], // SQLITE_NOTADB
]);

const codeBySystem: ReadonlyMap<string, DataUnusableCode> = new Map([
  ["ENOENT", "data_directory_unreadable"],
  ["EACCES", "data_directory_unreadable"],
  ["EPERM", "data_directory_unreadable"],
  ["EROFS", "data_directory_unreadable"],
  ["EISDIR", "data_directory_unreadable"],
  ["ERR_FS_EISDIR", "data_directory_unreadable"], // Node's own word, where it meets a folder first.
  ["ENOTDIR", "data_directory_unreadable"],
  ["ENOSPC", "disk_full"],
  ["EDQUOT", "disk_full"],
]);

/** Where neither rights nor making it would help. */
const reasonBySystem: ReadonlyMap<string, string> = new Map([
  ["ENOTDIR", "a part of that path is no folder"],
]);
