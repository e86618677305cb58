import { bookingContract } from "#test/contract/booking";
import { acuityStage, calcomStage, calendlyStage, squareStage } from "#test/support/booking-stages";

bookingContract("Calendly", calendlyStage);
bookingContract("Cal.com", calcomStage);
bookingContract("Acuity", acuityStage);
bookingContract("Square", squareStage);
