/* Build of the screens: lazy routes, hashed names under /assets, a .gz beside every text file so that
 * the server never compresses while it answers. OPENHALL_WEB_OUT names the folder to write. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { constants, gzipSync } from 'node:zlib'

import vue from '@vitejs/plugin-vue'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'

const OUT = resolve(import.meta.dirname, process.env.OPENHALL_WEB_OUT ?? '../build/web')
const TEXT = /\.(html|js|css|svg|json)$/
/* The oldest with light-dark() in CSS. */
const BROWSERS = ['chrome123', 'firefox120', 'safari17.5']
const DEV_SERVER = process.env.OPENHALL_SERVER ?? 'http://127.0.0.1:8080'

function gzipped(): Plugin {
	return {
		name: 'openhall-gzipped',
		apply: 'build',
		closeBundle() {
			for (const entry of readdirSync(OUT, { recursive: true, withFileTypes: true })) {
				if (!entry.isFile() || !TEXT.test(entry.name)) continue
				const path = join(entry.parentPath, entry.name)
				writeFileSync(`${path}.gz`, gzipSync(readFileSync(path), { level: constants.Z_BEST_COMPRESSION }))
			}
		},
	}
}

export default defineConfig({
	plugins: [vue(), gzipped()],
	define: {
		__VUE_OPTIONS_API__: 'false',
		__VUE_PROD_DEVTOOLS__: 'false',
		__VUE_I18N_LEGACY_API__: 'false',
		__VUE_I18N_FULL_INSTALL__: 'false',
		__INTLIFY_PROD_DEVTOOLS__: 'false',
	},
	build: {
		outDir: OUT,
		emptyOutDir: true,
		manifest: true,
		sourcemap: false,
		target: BROWSERS,
		rolldownOptions: { checks: { pluginTimings: false } },
	},
	server: { proxy: { '/v1': DEV_SERVER } },
	test: { environment: 'happy-dom', include: ['test/**/*.test.ts'], setupFiles: ['test/words.ts'], restoreMocks: true },
})
