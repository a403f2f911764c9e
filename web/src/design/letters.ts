/* How large letters can be so that words fit into a box. */
import { emOf } from '../text/width'

/* Height of a line of bold letters. */
export const LINE = 1.25
const STEP = 0.94
const SMALLEST = 12
const SPACE = 0.34
/* Heights of letters at which widths are measured. */
const PROBE = 100

export interface Room {
	w: number
	h: number
	/* As large as they may be. */
	size: number
	/* Taken from the width, in heights of the letters. */
	pad: number
}

const widths = new Map<string, number>()
let pen: CanvasRenderingContext2D | null | undefined

/* In em, in bold: as this browser draws it with the font that it has, which may be far wider than usual; estimated
 * where nothing is drawn. */
export function widthOf(text: string): number {
	const known = widths.get(text)
	if (known !== undefined) return known
	if (pen === undefined) {
		pen = document.createElement('canvas').getContext('2d')
		if (pen) pen.font = `700 ${PROBE}px ${getComputedStyle(document.body).fontFamily}`
	}
	const width = pen ? pen.measureText(text).width / PROBE : emOf(text)
	widths.set(text, width)
	return width
}

/* Lines that words need: they break between words, or anywhere between signs of Chinese. */
function linesOf(text: string, ems: number): number {
	let lines = 0
	for (const part of text.split('\n')) {
		let used = 0
		lines++
		for (const word of part.match(/[\u2e80-\uffff]|[^\s\u2e80-\uffff]+|\s+/gu) ?? []) {
			if (word.trim() === '') {
				used += used > 0 ? SPACE : 0
				continue
			}
			const wide = widthOf(word)
			if (wide > ems) return Number.POSITIVE_INFINITY
			if (used > 0 && used + wide > ems) {
				lines++
				used = 0
			}
			used += wide
		}
	}
	return lines
}

export function lettersFor(text: string, room: Room): number {
	let size = room.size
	while (size > SMALLEST && linesOf(text, room.w / size - room.pad) * size * LINE > Math.max(room.h, size * LINE)) size *= STEP
	return Math.floor(size)
}
