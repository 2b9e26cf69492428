import { existsSync, readdirSync, statSync } from 'node:fs'
import { TemporaryFolder } from '@zcert/testkit'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { FileError } from './errors.ts'
import { makeFolders, removeFolders } from './make-folders.ts'

let folder: TemporaryFolder
beforeEach(() => {
  folder = new TemporaryFolder()
})
afterEach(() => folder[Symbol.dispose]())

describe('makeFolders()', () => {
  test('makes what is missing, with this mode, and says what that was', () => {
    const made = makeFolders(folder.at('a/b/c'), 0o777)
    expect(made).toEqual([folder.at('a'), folder.at('a/b'), folder.at('a/b/c')])
    for (const path of made) expect(statSync(path).mode & 0o777).toBe(0o777)
    expect(makeFolders(folder.at('a/b/d'), 0o700)).toEqual([folder.at('a/b/d')])
    expect(makeFolders(folder.at('a/b/d'), 0o700)).toEqual([])
  })

  test('refuses a path through a file, and takes back what it made', () => {
    folder.write('file', '')
    for (const path of ['file', 'file/a/b']) {
      expect(() => makeFolders(folder.at(path), 0o700)).toThrow(FileError)
    }
    expect(() => makeFolders(folder.at(`a/b/${'x'.repeat(300)}`), 0o700)).toThrow(FileError)
    expect(readdirSync(folder.path)).toEqual(['file'])
  })
})

describe('removeFolders()', () => {
  test('removes what is empty, and nothing that holds something', () => {
    removeFolders(makeFolders(folder.at('a/b'), 0o700))
    expect(existsSync(folder.at('a'))).toBe(false)
    const made = makeFolders(folder.at('a/b/c'), 0o700)
    folder.write('a/b/file', '')
    removeFolders(made)
    expect(readdirSync(folder.at('a'), { recursive: true }).sort()).toEqual(['b', 'b/file'])
  })
})
