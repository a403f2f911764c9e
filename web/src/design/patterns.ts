/* Patterns on the ground of a page or a panel, drawn as lines and shapes of one colour; all are ours. Each fills its
 * box whatever its shape. */
import type { DesignElement } from '../api/types'

export type Pattern = NonNullable<DesignElement['pattern']>

/* Whole: stretched over the box. Tile: repeated, in pixels of the design. */
export interface Drawing {
	tile?: number
	/* Paths on a 100 by 100 grid, or on the tile. */
	paths: { d: string; opacity: number; line?: number }[]
}

/* Waves from the left to the right edge, filled down to the bottom. */
const wave = (y: number, up: number, shift: number) =>
	`M0 ${y} C${20 + shift} ${y - up} ${35 + shift} ${y + up} 50 ${y} S${80 - shift} ${y - up} 100 ${y + up * 0.4} V100 H0z`

const ray = (from: number, to: number) => `M110 -15 L${from} 130 L${to} 130z`

export const PATTERNS: Record<Pattern, Drawing> = {
	rays: { paths: [ray(-90, -60), ray(-35, -10), ray(12, 34), ray(54, 74)].map((d) => ({ d, opacity: 0.45 })) },
	waves: {
		paths: [
			{ d: wave(78, 7, 0), opacity: 0.35 },
			{ d: wave(85, 6, -8), opacity: 0.4 },
			{ d: wave(92, 5, 6), opacity: 0.5 },
		],
	},
	hills: {
		paths: [
			{ d: 'M0 74 L14 62 L24 69 L41 50 L57 68 L70 58 L86 72 L100 63 V100 H0z', opacity: 0.3 },
			{ d: 'M0 86 L18 74 L33 84 L52 68 L71 85 L88 76 L100 84 V100 H0z', opacity: 0.45 },
			{ d: 'M0 95 L22 87 L45 96 L68 86 L100 94 V100 H0z', opacity: 0.6 },
		],
	},
	bands: {
		paths: [
			{ d: 'M0 100 L0 78 L100 40 V62z', opacity: 0.35 },
			{ d: 'M0 100 L100 62 V70 L20 100z', opacity: 0.6 },
			{ d: 'M0 70 L100 32 V34 L0 72z', opacity: 0.8 },
		],
	},
	dots: { tile: 48, paths: [{ d: 'M24 19a5 5 0 1 0 0 10 5 5 0 1 0 0-10z', opacity: 0.5 }] },
	grid: { tile: 64, paths: [{ d: 'M0 0H64M0 0V64', opacity: 0.5, line: 2 }] },
}
