/* How many tiles of a menu stand side by side and how large they are, so that a menu of any size looks well in its
 * place; what does not fit goes to further pages, for nobody scrolls at a kiosk. */
export interface Tiles {
	columns: number
	rows: number
	perPage: number
	width: number
	height: number
	/* Words stand side by side: the tile is wide and low. */
	flat: boolean
}

export interface Place {
	w: number
	h: number
	gap: number
	/* Height of the letters. */
	size: number
	/* 0 for as many as look well. */
	columns: number
}

const COLUMNS_MAX = 4
/* In heights of the letters: a tile has room for two lines and what stands below them, and grows no further than looks
 * well. */
const HEIGHT_MIN = 3.3
const FLAT_MIN = 1.9
const HEIGHT_MAX = 7
const WIDTH_MIN = 6
const FLAT_WIDTH = 12
/* A tile twice as wide as high looks best. */
const BEST = 2.1

function tilesIn(place: Place, columns: number, n: number): Tiles {
	const width = (place.w - (columns - 1) * place.gap) / columns
	const wide = width >= place.size * FLAT_WIDTH
	const low = Math.min(place.h, Math.max(64, place.size * (wide ? FLAT_MIN : HEIGHT_MIN)))
	const rowsMax = Math.max(1, Math.floor((place.h + place.gap) / (low + place.gap)))
	const rows = Math.min(Math.max(1, Math.ceil(n / columns)), rowsMax)
	const height = Math.min((place.h - (rows - 1) * place.gap) / rows, place.size * HEIGHT_MAX)
	return { columns, rows, perPage: rows * columns, width, height, flat: wide && height < place.size * HEIGHT_MIN }
}

/* The larger the worse: tiles out of shape, tiles missing, an empty corner. */
function ugliness(tiles: Tiles, place: Place, n: number): number {
	const shape = Math.abs(Math.log(tiles.width / tiles.height / BEST))
	const missing = n > tiles.perPage ? 4 + (n - tiles.perPage) / n : 0
	const empty = (tiles.columns - (((n - 1) % tiles.columns) + 1)) / tiles.columns
	const narrow = tiles.width < place.size * WIDTH_MIN ? 8 : 0
	return shape + missing + empty * 0.4 + narrow
}

export function fitTiles(place: Place, n: number): Tiles {
	if (place.columns > 0) return tilesIn(place, place.columns, n)
	const choices = Array.from({ length: COLUMNS_MAX }, (_, i) => tilesIn(place, i + 1, n))
	return choices.reduce((best, next) => (ugliness(next, place, n) < ugliness(best, place, n) ? next : best))
}
