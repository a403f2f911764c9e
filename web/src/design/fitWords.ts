/* How the words of tiles stand in them: the name, and the mark below or beside it (how many wait, how long). Both fit
 * wholly: a name is never broken inside a word, and nothing is cut. All tiles of a page look alike. */
import type { Tiles } from './fitTiles'
import { lettersFor, LINE, widthOf } from './letters'

export interface TileText {
	label: string
	/* Each stays in one line, behind an icon. */
	mark: readonly string[]
}

export interface TileWords {
	/* The mark stands at the end of the name's line. */
	beside: boolean
	/* Heights of letters: of the mark, and of each name. */
	mark: number
	letters: number[]
}

/* Of a tile, in heights of the design's letters. */
export const PAD = 0.9
export const PAD_HIGH = 0.5
export const PAD_FLAT = 0.2
export const BORDER = 3
/* Letters of a mark, in heights of those, and pixels at least. */
const MARK = 0.5
const MARK_MIN = 24
const STEP = 0.9
/* Names that are this large need no smaller mark. */
const GOOD = 0.72
/* Of a mark, in heights of its letters: icon and gap, a line with its gap, between two of a line, and before it. */
const ICON = 1.55
export const MARK_LINE = 1.3
const BETWEEN = 0.8
export const APART = 0.7

/* Lines of the mark where its parts stand one behind the other as far as they fit. */
function linesOf(mark: readonly string[], ems: number): number {
	let lines = 1
	let used = 0
	for (const part of mark) {
		const wide = ICON + widthOf(part)
		if (used > 0 && used + BETWEEN + wide > ems) {
			lines++
			used = 0
		}
		used += (used > 0 ? BETWEEN : 0) + wide
	}
	return lines
}

function fit(texts: readonly TileText[], tile: Tiles, size: number, mark: number, beside: boolean): TileWords {
	const w = tile.width - 2 * (PAD * size + BORDER)
	const h = tile.height - 2 * ((tile.flat ? PAD_FLAT : PAD_HIGH) * size + BORDER)
	const name = (label: string, room: { w: number; h: number }) => (room.h > 0 && room.w > 0 ? lettersFor(label, { ...room, size: Math.min(size, room.h / LINE), pad: 0 }) : 0)
	const letters = texts.map((text) => {
		if (!beside) return name(text.label, { w, h: h - linesOf(text.mark, w / mark) * MARK_LINE * mark })
		const aside = Math.max(0, ...text.mark.map((part) => ICON + widthOf(part))) * mark
		/* Where the mark alone is too high, there is no room for a name. */
		return text.mark.length * MARK_LINE * mark > h ? 0 : name(text.label, { w: w - aside - APART * mark, h })
	})
	return { beside, mark, letters }
}

export function fitWords(texts: readonly TileText[], tile: Tiles, size: number): TileWords {
	const smallest = (words: TileWords) => Math.min(size, ...words.letters)
	let best: TileWords | null = null
	for (let mark = Math.max(MARK_MIN, size * MARK); ; mark = Math.max(MARK_MIN, mark * STEP)) {
		for (const beside of tile.flat ? [true, false] : [false]) {
			const words = fit(texts, tile, size, mark, beside)
			if (!best || smallest(words) > smallest(best)) best = words
		}
		if (mark === MARK_MIN || smallest(best!) >= GOOD * size) return best!
	}
}
