/* So long a press whose answer was lost keeps its key, at a desk and at a kiosk (Q1, Q7): who doubts presses again
 * within moments of reading that there was no answer. Later the screen shows what became of the first press, and the
 * same press is meant anew: a second recall, the next ticket. With the old key it would be answered with the first
 * result and not be done at all. */
export const UNSURE_MS = 10_000
