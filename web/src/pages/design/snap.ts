/* Where a box that is moved by hand comes to rest: at edges and middles of the others and of the screen, else on the
 * grid. */
import type { DesignElement } from '../../api/types'

type Box = Pick<DesignElement, 'x' | 'y' | 'w' | 'h'>

export interface Snapped {
	x: number
	y: number
	/* Lines to show; null for none. */
	lineX: number | null
	lineY: number | null
}

const NEAR = 7

function along(at: number, length: number, marks: readonly number[], grid: number): { at: number; line: number | null } {
	let best = NEAR + 1
	let found: { at: number; line: number | null } = { at: Math.round(at / grid) * grid, line: null }
	for (const mark of marks) {
		for (const part of [0, length / 2, length]) {
			const off = mark - (at + part)
			if (Math.abs(off) >= best) continue
			best = Math.abs(off)
			found = { at: Math.round(at + off), line: mark }
		}
	}
	return found
}

export function snap(box: Box, others: readonly Box[], screen: { w: number; h: number }, grid: number): Snapped {
	const all = [...others, { x: 0, y: 0, ...screen }]
	const x = along(box.x, box.w, all.flatMap((other) => [other.x, other.x + other.w / 2, other.x + other.w]), grid)
	const y = along(box.y, box.h, all.flatMap((other) => [other.y, other.y + other.h / 2, other.y + other.h]), grid)
	return { x: x.at, y: y.at, lineX: x.line, lineY: y.line }
}
