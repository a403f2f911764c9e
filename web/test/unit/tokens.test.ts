/* The tokens keep their promise: text can be read in every theme, also where axe cannot see the ground, as on a
 * gradient (rules of docs/look.md). */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const SHEET = readFileSync(resolve(import.meta.dirname, '../../src/style/tokens.css'), 'utf8')
const AA = 4.5
const AAA = 7

type Tokens = Map<string, string>

const block = (from: string) => SHEET.slice(SHEET.indexOf(from), SHEET.indexOf('\n}', SHEET.indexOf(from)))
const tokensOf = (text: string): Tokens => new Map([...text.matchAll(/--([\w-]+): (.+);/g)].map(([, name = '', value = '']) => [name, value]))

const base = tokensOf(block(':root {'))
const contrast = tokensOf(block(":root[data-theme='contrast'] {"))
const side = (n: 0 | 1): Tokens =>
	new Map([...base].map(([name, value]) => [name, /^light-dark\((#\w+), (#\w+)\)$/.exec(value)?.[n + 1] ?? value]))
const THEMES: [string, Tokens, number][] = [['light', side(0), AA], ['dark', side(1), AA], ['contrast', new Map([...side(1), ...contrast]), AAA]]

function luminance(colour: string): number {
	const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
		const part = parseInt(colour.slice(at, at + 2), 16) / 255
		return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
	})
	return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function ratio(one: string, other: string): number {
	const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a)
	return (light + 0.05) / (dark + 0.05)
}

const GROUNDS = ['ground', 'surface', 'sunken']
const TEXTS = ['ink', 'ink-soft', 'accent', 'accent-strong', 'call', 'good', 'warn', 'bad']
const PAIRS: [string, string][] = [
	...TEXTS.flatMap((text) => GROUNDS.map((ground): [string, string] => [text, ground])),
	...['call', 'good', 'warn', 'bad'].map((name): [string, string] => [name, `${name}-soft`]),
	['accent-strong', 'accent-soft'], ['ink', 'accent-soft'], ['ink-soft', 'accent-soft'], ['accent-ink', 'accent'], ['bad-ink', 'bad'],
	['ink', 'board-top'], ['ink', 'board-ground'], ['ink-soft', 'board-top'], ['ink-soft', 'board-ground'], ['call', 'board-ground'],
]
/* What tells the edge of a field or a focus from its ground (WCAG 1.4.11). */
const EDGES: [string, string][] = [['line-strong', 'surface'], ['line-strong', 'ground'], ['accent', 'surface'], ['accent', 'ground']]

describe.each(THEMES)('tokens of the theme %s', (_name, tokens, wanted) => {
	const colour = (name: string) => {
		const value = tokens.get(name) ?? ''
		expect(value, name).toMatch(/^#[0-9a-f]{6}$/)
		return value
	}

	it.each(PAIRS)('%s reads on %s', (text, ground) => {
		expect(ratio(colour(text), colour(ground))).toBeGreaterThanOrEqual(wanted)
	})

	it.each(EDGES)('%s stands out from %s', (line, ground) => {
		expect(ratio(colour(line), colour(ground))).toBeGreaterThanOrEqual(3)
	})
})

it('the contrast theme sets every colour anew', () => {
	const coloured = [...base].filter(([name, value]) => value.startsWith('light-dark(') && !/^board-panel/.test(name)).map(([name]) => name)
	expect(coloured.filter((name) => !contrast.has(name))).toEqual([])
})
