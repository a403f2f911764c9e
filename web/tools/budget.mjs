/* Checks what a screen loads at first: the entry and its route with everything that they import, as
 * compressed bytes. Fails when a screen is over its budget, so that growth is noticed when it happens. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { gzipSync } from 'node:zlib'

const KB = 1000
const BUDGETS = {
	Board: 150, Area: 150, WindowBoard: 150, Pad: 150, Kiosk: 200, Caller: 250, Monitor: 450, Past: 450, Phone: 100, Voice: 150, Design: 450, Recordings: 150,
}
const OUT = resolve(import.meta.dirname, '..', process.env.OPENHALL_WEB_OUT ?? '../build/web')
const ENTRY = 'index.html'

const manifest = JSON.parse(readFileSync(resolve(OUT, '.vite/manifest.json'), 'utf8'))

/* Files of a chunk and of what it imports statically. */
function filesOf(name, seen = new Set(), files = new Set()) {
	if (seen.has(name)) return files
	seen.add(name)
	const chunk = manifest[name]
	if (!chunk) throw new Error(`budget: ${name} is not in the manifest`)
	for (const file of [chunk.file, ...(chunk.css ?? [])]) files.add(file)
	for (const next of chunk.imports ?? []) filesOf(next, seen, files)
	return files
}

/* Words that come with a route, in both languages. */
const routes = readFileSync(resolve(import.meta.dirname, '../src/routes.ts'), 'utf8')

function wordsOf(screen) {
	const [, words = ''] = routes.match(new RegExp(`import\\('./pages/${screen}Page.vue'\\)(.*?)\\)`)) ?? []
	return [...words.matchAll(/'(\w+)'/g)].flatMap(([, word]) => ['zh-CN', 'en'].map((language) => `src/locales/${language}/${word}.json`))
}

const gzipped = (file) => gzipSync(readFileSync(resolve(OUT, file))).length

let over = 0
for (const [screen, budget] of Object.entries(BUDGETS)) {
	const files = new Set([ENTRY, ...[ENTRY, `src/pages/${screen}Page.vue`, ...wordsOf(screen)].flatMap((name) => [...filesOf(name)])])
	const size = [...files].reduce((sum, file) => sum + gzipped(file), 0)
	const fits = size <= budget * KB
	if (!fits) over++
	console.log(`${fits ? 'ok  ' : 'OVER'} ${screen.padEnd(12)} ${(size / KB).toFixed(1).padStart(6)} of ${budget} kB gzip`)
}
process.exit(over > 0 ? 1 : 0)
