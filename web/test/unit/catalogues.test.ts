/* Both languages are complete, and no text stands in a component. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

import { parse, type SFCDescriptor } from 'vue/compiler-sfc'
import { describe, expect, it } from 'vitest'

import { firstLanguage, SCREENS } from '../../src/text/i18n'

const SOURCE = resolve(import.meta.dirname, '../../src')
const SPOKEN = new Set(['aria-label', 'alt', 'title', 'placeholder'])
const WORDS = /[\p{Script=Han}A-Za-z]/u
const HAN = /\p{Script=Han}/u

function flat(messages: object, path = ''): Record<string, string> {
	return Object.fromEntries(
		Object.entries(messages).flatMap(([key, value]) =>
			typeof value === 'string' ? [[path + key, value]] : Object.entries(flat(value as object, `${path}${key}.`)),
		),
	)
}

function files(ending: string): string[] {
	return readdirSync(SOURCE, { recursive: true }).map(String).filter((name) => name.endsWith(ending))
}

type TemplateNode = NonNullable<NonNullable<SFCDescriptor['template']>['ast']>['children'][number]

/* Texts of a template that a person would read or hear. */
function spoken(nodes: readonly TemplateNode[]): string[] {
	return nodes.flatMap((node) => {
		if (node.type === 2) return WORDS.test(node.content) ? [node.content.trim()] : []
		if (node.type !== 1) return []
		const attributes = node.props.flatMap((prop) =>
			prop.type === 6 && SPOKEN.has(prop.name) && prop.value ? [prop.value.content] : [],
		)
		return [...attributes, ...spoken(node.children)]
	})
}

function catalogue(language: string): Record<string, string> {
	const read = (name: string) => JSON.parse(readFileSync(join(SOURCE, 'locales', language, `${name}.json`), 'utf8')) as object
	return flat({ ...read('shared'), ...Object.fromEntries(SCREENS.map((name) => [name, read(name)])) })
}

/* A file with all that it imports at once. */
function closure(file: string, seen = new Set<string>()): Set<string> {
	if (seen.has(file)) return seen
	seen.add(file)
	for (const [, name = ''] of readFileSync(file, 'utf8').matchAll(/^import .*?'(\.[^']+)'|^\} from '(\.[^']+)'|import\('(\.[^']+\.vue)'\)/gm)) {
		const path = resolve(dirname(file), name)
		const found = [path, `${path}.ts`].find((one) => /\.(vue|ts)$/.test(one) && existsSync(one))
		if (found) closure(found, seen)
	}
	return seen
}

const zhFlat = catalogue('zh-CN')
const enFlat = catalogue('en')

describe('catalogues', () => {
	it('have the same keys', () => {
		expect(Object.keys(enFlat).sort()).toEqual(Object.keys(zhFlat).sort())
	})

	it('say something everywhere', () => {
		for (const [key, value] of [...Object.entries(zhFlat), ...Object.entries(enFlat)]) expect(value.trim(), key).not.toBe('')
	})

	it('fill in the same places', () => {
		const places = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([place]) => place).sort()
		const plural = (text: string) => text.split(' | ').at(-1) ?? ''
		for (const [key, value] of Object.entries(zhFlat)) expect(places(plural(enFlat[key] ?? '')), key).toEqual(places(value))
	})

	it('count in English by one and many, in Chinese by one form', () => {
		for (const [key, value] of Object.entries(enFlat)) expect(value.split('|').length, key).toBeLessThanOrEqual(2)
		for (const [key, value] of Object.entries(zhFlat)) expect(value, key).not.toContain('|')
	})

	it('hold English in the English one', () => {
		for (const [key, value] of Object.entries(enFlat)) if (key !== 'language.zh-CN') expect(value, key).not.toMatch(HAN)
	})

	it('come with the screens that need them', () => {
		const routes = readFileSync(join(SOURCE, 'routes.ts'), 'utf8')
		const pages = [...routes.matchAll(/import\('(\.\/pages\/\w+\.vue)'\)(.*?)\)/g)]
		expect(pages.length).toBeGreaterThan(10)
		for (const [, page = '', words = ''] of pages) {
			const needed = new Set<string>()
			for (const file of closure(join(SOURCE, page)))
				for (const [, word = ''] of readFileSync(file, 'utf8').matchAll(/\bt\(\s*[`'](\w+)\./g))
					if ((SCREENS as readonly string[]).includes(word)) needed.add(word)
			for (const word of needed) expect(words, `${page} needs ${word}`).toContain(`'${word}'`)
		}
	})

	it('hold every key that a component asks for', () => {
		for (const name of [...files('.vue'), ...files('.ts')]) {
			const source = readFileSync(join(SOURCE, name), 'utf8')
			for (const [, key] of source.matchAll(/\bt\('([^']+)'/g)) expect(zhFlat, `${name}: ${key}`).toHaveProperty([key ?? ''])
		}
	})
})

describe('components', () => {
	it.each(files('.vue'))('%s speaks through the catalogues', (name) => {
		const source = readFileSync(join(SOURCE, name), 'utf8')
		expect(source).not.toMatch(HAN)
		expect(spoken(parse(source).descriptor.template?.ast?.children ?? [])).toEqual([])
	})
})

describe('first language', () => {
	it.each([
		['?lang=en', 'zh-CN', 'en'],
		['?lang=zh', 'en-US', 'zh-CN'],
		['', 'en-GB', 'en'],
		['', 'zh-TW', 'zh-CN'],
		['', 'fr-FR', 'zh-CN'],
		['?lang=fr', 'en-US', 'en'],
	])('of %o in a browser of %s is %s', (search, browser, expected) => {
		localStorage.clear()
		expect(firstLanguage(search, browser)).toBe(expected)
	})

	it('is the one that was kept, unless the address names another', () => {
		localStorage.setItem('openhall.language', 'en')
		expect(firstLanguage('', 'zh-CN')).toBe('en')
		expect(firstLanguage('?lang=zh-CN', 'en-US')).toBe('zh-CN')
		localStorage.clear()
	})
})
