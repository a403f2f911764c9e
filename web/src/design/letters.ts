/* How large letters can be so that words fit into a box. */
import { emOf } from '../text/width'

const LINE = 1.25
const STEP = 0.94
const SMALLEST = 12

export interface Room {
	w: number
	h: number
	/* As large as they may be. */
	size: number
	/* Taken from the width, in heights of the letters. */
	pad: number
}

/* Lines that words need: they break between words, or anywhere between signs of Chinese. */
function linesOf(text: string, ems: number): number {
	let lines = 0
	for (const part of text.split('\n')) {
		let used = 0
		lines++
		for (const word of part.match(/[\u2e80-\uffff]|[^\s\u2e80-\uffff]+\s*|\s+/gu) ?? []) {
			const wide = word.trim() === '' ? 0.34 : emOf(word)
			if (used > 0 && used + wide > ems) {
				lines++
				used = 0
			}
			if (wide > ems) return Number.POSITIVE_INFINITY
			used += wide
		}
	}
	return lines
}

export function lettersFor(text: string, room: Room): number {
	let size = room.size
	while (size > SMALLEST && linesOf(text, room.w / size - room.pad) * size * LINE > Math.max(room.h, size * LINE)) size *= STEP
	return Math.round(size)
}
