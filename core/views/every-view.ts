import { appointmentsView } from "#core/views/appointment-row";
import { customersView } from "#core/views/customer-row";
import { messagesView } from "#core/views/message-row";
import { plannedTextsView } from "#core/views/planned-text-row";
import { referencesView } from "#core/views/reference-row";
import { tasksView } from "#core/views/task-row";

/** For stores that keep the rows of each view apart, and have to know where to look when all are cleared. */
export const everyView = [
  appointmentsView,
  customersView,
  messagesView,
  plannedTextsView,
  referencesView,
  tasksView,
] as const;
