/* Cutting a list into pages that fit, and turning them by the hall's clock, so that boards that hang side
 * by side turn together. */
export const PAGE_MS = 8_000
/* Columns that a list grows to before it is cut. */
export const COLUMNS_MAX = 2

export interface Sheet {
	columns: number
	/* Rows of every page; the pages are filled evenly. */
	rows: number
	pages: number
	/* Entries of a page. */
	size: number
}

export function sheetOf(entries: number, rows: number, columns: number): Sheet {
	const wide = entries > rows * columns ? Math.max(columns, COLUMNS_MAX) : columns
	const pages = Math.max(1, Math.ceil(entries / (rows * wide)))
	const each = Math.max(1, Math.ceil(entries / pages / wide))
	return { columns: wide, rows: each, pages, size: each * wide }
}

export function pageAt(now: number, pages: number): number {
	return Math.floor(now / PAGE_MS) % pages
}
