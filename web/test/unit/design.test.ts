/* Designs of kiosks (Q18): documents, menus in their places, changes and their way back, checks. */
import { describe, expect, it } from 'vitest'

import type { DesignDocument, DesignElement } from '../../src/api/types'
import { contrastOf, contrastOn, hexOf, pageFor } from '../../src/design/document'
import { fitTiles } from '../../src/design/fitTiles'
import { APART, fitWords, MARK_LINE } from '../../src/design/fitWords'
import { lettersFor, LINE } from '../../src/design/letters'
import { emOf } from '../../src/text/width'
import { SHIPPED } from '../../src/design/shipped'
import { compare } from '../../src/pages/design/compare'
import { findFaults, type FaultName } from '../../src/pages/design/findFaults'
import { snap } from '../../src/pages/design/snap'
import { freeId, useEditor } from '../../src/pages/design/useEditor'
import { makeMenu } from '../fixtures'

const menu: DesignElement = { id: 'menu', kind: 'menu', x: 0, y: 0, w: 500, h: 500 }
const make = (...elements: DesignElement[]): DesignDocument => ({
	format: 1, name: 'd', screen: 'portrait', palette: [{ id: 'ink', value: '#101010' }],
	pages: [{ id: 'home', kind: 'home', fill: '#ffffff', elements: [menu, ...elements] }],
})
const at = (id: string, more: Partial<DesignElement>): DesignElement => ({ id, kind: 'text', x: 0, y: 600, w: 200, h: 100, ...more })

describe('documents', () => {
	it('name colours by the palette and measure contrast as WCAG does', () => {
		const document = make()
		expect(hexOf(document, 'ink')).toBe('#101010')
		expect(hexOf(document, 'red')).toBeNull()
		expect(contrastOf('#000000', '#ffffff')).toBeCloseTo(21)
		expect(contrastOf('#767676', '#ffffff')).toBeGreaterThan(4.5)
		expect(contrastOf('#777777', '#ffffff')).toBeLessThan(4.5)
	})

	it('measure letters against what is behind them, and not at all on a picture', () => {
		const panel = at('p', { kind: 'panel', fill: 'ink' })
		const word = at('w', { colour: '#999999' })
		const picture = at('v', { kind: 'picture', media: 'f' })
		for (const [below, holds] of [[panel, true], [at('q', { kind: 'panel', fill: '#eeeeee' }), false]] as const) {
			const document = make(below, word)
			expect((contrastOn(document, document.pages[0]!, word) ?? 0) >= 4.5).toBe(holds)
		}
		const document = make(picture, word)
		expect(contrastOn(document, document.pages[0]!, word)).toBeNull()
	})

	it('have a page for each level: its own, that of all levels, else home', () => {
		const document = make()
		expect(pageFor(document, 'n2')?.id).toBe('home')
		document.pages.push({ id: 'level', kind: 'level', fill: '#ffffff', elements: [] })
		expect(pageFor(document, 'n2')?.id).toBe('level')
		document.pages.push({ id: 'own', kind: 'node', node: 'n2', fill: '#ffffff', elements: [] })
		expect(pageFor(document, 'n2')?.id).toBe('own')
		expect(pageFor(document, null)?.id).toBe('home')
	})
})

describe('menus', () => {
	it.each([1, 2, 3, 5, 8, 12, 30])('of %i buttons stay in their place with buttons of 64 px', (n) => {
		for (const place of [{ w: 960, h: 1060, gap: 32, size: 54, columns: 0 }, { w: 1164, h: 690, gap: 28, size: 46, columns: 0 }, { w: 984, h: 1090, gap: 26, size: 72, columns: 1 }]) {
			const tiles = fitTiles(place, n)
			expect(tiles.columns * tiles.width + (tiles.columns - 1) * place.gap).toBeLessThanOrEqual(place.w + 0.01)
			expect(tiles.rows * tiles.height + (tiles.rows - 1) * place.gap).toBeLessThanOrEqual(place.h + 0.01)
			expect(Math.min(tiles.width, tiles.height)).toBeGreaterThanOrEqual(64)
		}
	})

	it('make letters smaller until words fit, and never larger', () => {
		expect(lettersFor('社保', { w: 400, h: 100, size: 60, pad: 0 })).toBe(60)
		const size = lettersFor('How can we help you today?', { w: 400, h: 100, size: 96, pad: 0 })
		expect(size).toBeLessThan(60)
		expect(size).toBeGreaterThan(20)
	})
})

/* Lines of a name, broken at spaces alone: Chinese ones of tests stand in one line. */
function linesOf(text: string, ems: number): number {
	let used = 0
	return text.split(' ').reduce((lines, word) => {
		const next = used > 0 ? used + 0.34 + emOf(word) : emOf(word)
		used = next > ems ? emOf(word) : next
		return lines + Number(next > ems)
	}, 1)
}

describe('words of tiles', () => {
	const names = {
		en: ['Personal Payments', 'Corporate Banking', 'Complaints and Advice', 'Social insurance registration', 'Tax'],
		zh: ['个人业务', '对公业务', '投诉与咨询', '社会保险登记', '税务'],
	}
	const marks = { en: ['17 people wait', '20–45 min'], zh: ['17 人等候', '20–45 分钟'] }
	const places = {
		'portrait': { w: 960, h: 1060, gap: 32, size: 54, columns: 0 },
		'portrait, large': { w: 984, h: 1090, gap: 26, size: 72, columns: 1 },
		'landscape': { w: 1164, h: 690, gap: 28, size: 46, columns: 0 },
		'landscape, large': { w: 1340, h: 680, gap: 26, size: 64, columns: 2 },
	}
	const cases = Object.keys(places).flatMap((place) => (['en', 'zh'] as const).flatMap((language) => [3, 5].map((n) => [place, language, n] as const)))

	it.each(cases)('%s, %s, %i of them: name and both lines below fit, and no word breaks (Q1, Q4)', (where, language, n) => {
		const place = places[where as keyof typeof places]
		const tile = fitTiles(place, n)
		const mark = marks[language]
		const words = fitWords(names[language].map((label) => ({ label, mark })), tile, place.size)
		const inner = tile.width - 2 * 0.9 * place.size - 6
		const high = tile.height - (tile.flat ? 0.4 : 1) * place.size - 6
		const parts = mark.map((part) => (1.55 + emOf(part)) * words.mark)
		expect(words.mark).toBeGreaterThanOrEqual(24)
		names[language].forEach((label, i) => {
			const letters = words.letters[i]!
			const room = words.beside ? inner - Math.max(...parts) - APART * words.mark : inner
			const below = words.beside ? 0 : (parts[0]! + parts[1]! + 0.8 * words.mark > inner ? 2 : 1) * MARK_LINE * words.mark
			expect(letters).toBeGreaterThanOrEqual(24)
			for (const word of label.split(' ')) expect(emOf(word) * letters).toBeLessThanOrEqual(room)
			expect(linesOf(label, room / letters) * letters * LINE + below).toBeLessThanOrEqual(high)
			expect(mark.length * MARK_LINE * words.mark).toBeLessThanOrEqual(high)
		})
	})
})

describe('editor', () => {
	it('undoes a movement as one step, and redoes it', () => {
		const editor = useEditor()
		editor.load(make())
		editor.selected.value = ['menu']
		editor.nudge(8, 0)
		editor.nudge(8, 0)
		editor.settle()
		editor.grow(8, 8)
		expect(editor.one.value).toMatchObject({ x: 16, w: 508 })
		editor.undo()
		expect(editor.one.value).toMatchObject({ x: 16, w: 500 })
		editor.undo()
		expect(editor.one.value).toMatchObject({ x: 0 })
		expect(editor.canUndo.value).toBe(false)
		editor.redo()
		expect(editor.one.value).toMatchObject({ x: 16 })
	})

	it('brings back what was deleted, in its place', () => {
		const editor = useEditor()
		editor.load(make(at('a', { text: '一' })))
		editor.selected.value = ['menu']
		editor.remove()
		expect(editor.page.value?.elements.map((one) => one.id)).toEqual(['a'])
		editor.undo()
		expect(editor.page.value?.elements.map((one) => one.id)).toEqual(['menu', 'a'])
	})

	it('aligns one to the screen and several to each other, and leaves out what holds nothing', () => {
		const editor = useEditor()
		editor.load(make(at('a', { x: 40 }), at('b', { x: 300, text: '二' })))
		editor.selected.value = ['a']
		editor.align('right')
		expect(editor.one.value?.x).toBe(880)
		editor.selected.value = ['a', 'b']
		editor.align('left')
		expect(editor.chosen.value.map((one) => one.x)).toEqual([300, 300])
		editor.selected.value = ['b']
		editor.set({ text: '', bold: false })
		expect(editor.one.value).not.toHaveProperty('text')
	})

	it('finds names that are free, of letters that an address takes', () => {
		expect(freeId('bright', [])).toBe('bright')
		expect(freeId('bright', ['bright', 'bright-2'])).toBe('bright-3')
		expect(freeId('a very long name/..', []).length).toBeLessThanOrEqual(16)
	})

	it('snaps to edges of others and else to the grid', () => {
		const screen = { w: 1080, h: 1920 }
		expect(snap({ x: 303, y: 405, w: 60, h: 50 }, [{ x: 300, y: 0, w: 100, h: 10 }], screen, 8)).toMatchObject({ x: 300, lineX: 300, y: 408, lineY: null })
		expect(snap({ x: 487, y: 405, w: 100, h: 50 }, [], screen, 8)).toMatchObject({ x: 490, lineX: 540 })
	})
})

describe('checks', () => {
	const names = (document: DesignDocument) => findFaults(document, makeMenu().buttons, '、').map((fault) => fault.name)
	const cases: [FaultName, DesignElement][] = [
		['outside', at('a', { x: 1000, text: '一', text_en: 'a' })],
		['small', at('a', { kind: 'button', action: 'home', text: '一', text_en: 'a', w: 63 })],
		['contrast', at('a', { text: '一', text_en: 'a', colour: '#bbbbbb' })],
		['crossed', at('a', { kind: 'button', action: 'home', text: '一', text_en: 'a', y: 450 })],
		['noWords', at('a', {})],
		['noAction', at('a', { kind: 'button' })],
		['noNode', at('a', { kind: 'button', action: 'node' })],
		['noMedia', at('a', { kind: 'picture' })],
		['noEnglish', at('a', { text: '一' })],
		['lostNode', at('a', { kind: 'button', action: 'node', node: 'gone' })],
	]

	it.each(cases)('find %s', (name, element) => {
		expect(names(make(element))).toContain(name)
		expect(names(make())).toEqual([])
	})

	it('find nodes that no button leads to', () => {
		const document = make()
		document.pages[0]!.elements = [at('a', { kind: 'button', action: 'node', node: 'n1' })]
		const faults = findFaults(document, makeMenu().buttons, '、')
		expect(faults).toMatchObject([{ name: 'unreached', what: '更多、须知', hard: false }, { name: 'unreached', what: '登记' }])
	})

	it('lets nobody publish a level without a way on and a way back (Q18)', () => {
		const level = (...elements: DesignElement[]): DesignDocument => {
			const document = make()
			return { ...document, pages: [...document.pages, { id: 'level', kind: 'level', fill: '#ffffff', elements }] }
		}
		const back: DesignElement = { id: 'back', kind: 'button', x: 0, y: 600, w: 200, h: 100, action: 'back', text: '返回', text_en: 'Back' }
		const hard = (document: DesignDocument) => findFaults(document, makeMenu().buttons, '、').filter((fault) => fault.hard && fault.page === 'level').map((fault) => fault.name)
		expect(hard(level())).toEqual(['noMenu', 'noWayBack'])
		expect(hard(level(menu))).toEqual(['noWayBack'])
		expect(hard(level(menu, back))).toEqual([])
	})

	it('find nothing hard in the designs that come with the program', () => {
		for (const { document } of SHIPPED) expect(findFaults(document, makeMenu().buttons, '、')).toEqual([])
	})

	it('tell what publishing changes', () => {
		const before = make(at('a', { text: '一' }), at('b', { text: '二' }))
		const after = make(at('a', { text: '壹' }), at('c', { text: '三' }))
		expect(compare(before, after)).toMatchObject([{ page: 'home', how: 'changed', added: ['c'], removed: ['b'], changed: ['a'] }])
		expect(compare(after, after)).toEqual([])
	})
})
