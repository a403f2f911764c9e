/* Designs of kiosks: what a document says, worked out (Q18). */
import type { DesignDocument, DesignElement, DesignPage, DesignScreen } from '../api/types'

export const SCREENS: Record<DesignScreen, { w: number; h: number }> = {
	portrait: { w: 1080, h: 1920 },
	landscape: { w: 1920, h: 1080 },
}

export const SIZE_USUAL = 32
export const SPEED_USUAL = 90
export const TARGET_MIN = 64
export const CONTRAST_MIN = 4.5
const HEX = /^#[0-9a-f]{6}$/i

/* The colour that a word names in a document, as #rrggbb; null for none. */
export function hexOf(document: DesignDocument, word: string | undefined): string | null {
	if (!word) return null
	const named = document.palette.find((entry) => entry.id === word)?.value ?? word
	return HEX.test(named) ? named.toLowerCase() : null
}

function lightOf(hex: string): number {
	const [red, green, blue] = [1, 3, 5].map((at) => {
		const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255
		return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
	}) as [number, number, number]
	return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/* From 1 to 21 (WCAG 2.2, contrast ratio). */
export function contrastOf(a: string, b: string): number {
	const [x, y] = [lightOf(a), lightOf(b)]
	return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05)
}

export const isTouched = (element: DesignElement) => element.kind === 'button' || element.kind === 'menu'
export const hasLetters = (element: DesignElement) => isTouched(element) || ['text', 'live', 'ticker'].includes(element.kind)

/* The page for a level: that of the node, else that of all levels below, else home, which shows any level. */
export function pageFor(document: DesignDocument, node: string | null): DesignPage | undefined {
	const of = (kind: DesignPage['kind']) => document.pages.find((page) => page.kind === kind)
	if (node === null) return of('home')
	return document.pages.find((page) => page.kind === 'node' && page.node === node) ?? of('level') ?? of('home')
}

export function wordsOf(element: { text?: string; text_en?: string }, language: string): string {
	return (language === 'en' && element.text_en) || (element.text ?? '')
}

type Box = Pick<DesignElement, 'x' | 'y' | 'w' | 'h'>
export const contains = (a: Box, b: Box) => a.x <= b.x && a.y <= b.y && a.x + a.w >= b.x + b.w && a.y + a.h >= b.y + b.h
export const cross = (a: Box, b: Box) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h

/* Colours that letters of an element stand on; none where that is a picture. */
export function groundsOf(document: DesignDocument, page: DesignPage, element: DesignElement): string[] {
	const own = hexOf(document, element.fill)
	if (own) return [own]
	if (isTouched(element)) return ['#ffffff']
	const below = page.elements.slice(0, page.elements.indexOf(element)).reverse()
	for (const other of below) {
		if (!contains(other, element)) continue
		if (other.kind === 'picture' || other.kind === 'video') return []
		const fill = hexOf(document, other.fill)
		if (fill) return [fill]
	}
	if (page.media) return []
	return [hexOf(document, page.fill), hexOf(document, page.fill_end)].filter((hex) => hex !== null)
}

export function contrastOn(document: DesignDocument, page: DesignPage, element: DesignElement): number | null {
	const letters = hexOf(document, element.colour) ?? '#000000'
	const ratios = groundsOf(document, page, element).map((ground) => contrastOf(letters, ground))
	if (element.kind === 'menu') {
		const second = hexOf(document, element.second) ?? letters
		ratios.push(contrastOf(second, hexOf(document, element.second_fill) ?? groundsOf(document, page, element)[0] ?? '#ffffff'))
	}
	return ratios.length > 0 ? Math.min(...ratios) : null
}
