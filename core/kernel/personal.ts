/** What a personal field reads as once its customer's key has been destroyed. */
export const erasedText = "[erased]";
