import { appointmentsView } from "#core/views/appointment-row";
import { customersView } from "#core/views/customer-row";
import { messagesView } from "#core/views/message-row";
import { plannedTextsView } from "#core/views/planned-text-row";
import { tasksView } from "#core/views/task-row";

/** Every read model that there is. */
export const viewNames: readonly string[] = [
  appointmentsView,
  customersView,
  messagesView,
  plannedTextsView,
  tasksView,
];
