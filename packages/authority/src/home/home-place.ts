import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  type Stats,
} from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { FileError, makeFolders, removeFolders, syncFolder, systemErrorCode } from '@zcert/files'
import { CodedError } from '@zcert/x509'
import { AuthorityError } from '../errors.ts'

/** Where a CA is put together before it is one. */
const STAGING = '.zcert-init'

/** The root of a file system has this, which makes it no less empty. */
const NO_CONTENTS = new Set(['lost+found'])

/** Without these two there is no CA in a folder: they come last, and of them the certificate. */
const LAST = ['ledger.db', 'certs']

/** A place in which a CA is being made. */
export interface HomePlace {
  /** The folder that becomes the home. */
  readonly path: string
  /** Private folder in which it is put together. */
  readonly staging: string
  /** Moves it to where it belongs, durably. @throws {AuthorityError} `ca_exists` */
  moveIn(): void
  /** Takes back whatever was made. */
  undo(): void
}

/**
 * Finds room for a CA. A folder that is there and empty stays the same folder: a shell may stand in it, or
 * a file system be mounted on it.
 * @throws {AuthorityError} `ca_exists`, `ca_init_unfinished`; {@link FileError} `file_unwritable`
 */
export function findPlace(root: string): HomePlace {
  const place = resolve(root)
  const found = statusOf(place)
  if (found === undefined) return newFolder(place)
  return existingFolder(root, found.isSymbolicLink() ? targetOf(place) : place)
}

/** A failure in the making, told of the place and not of the folder beside it that nobody asked for. */
export function nameThePlace(error: unknown, { path, staging }: HomePlace): unknown {
  if (!(error instanceof CodedError)) {
    return systemErrorCode(error)?.startsWith('E') && error instanceof Error && 'errno' in error
      ? unwritable(path, error)
      : error
  }
  error.message = error.message.replaceAll(staging, path)
  for (const [name, value] of Object.entries(error.details)) {
    if (typeof value === 'string')
      Object.assign(error.details, { [name]: value.replaceAll(staging, path) })
  }
  return error
}

/** Whether a CA was begun in a folder and its making never came to an end. */
export function isUnfinished(root: string): boolean {
  return statusOf(join(root, STAGING)) !== undefined
}

/** The refusal of a folder in which a CA was begun. */
export function caInitUnfinished(root: string): AuthorityError {
  return new AuthorityError(
    'ca_init_unfinished',
    `a CA is being made in ${root}, or its making was interrupted`,
    {
      details: { home: root },
      hint: 'if no zcert ca init is running there, remove what is in the folder and begin again: nothing was issued yet',
    },
  )
}

/** Beside the place, where it appears by one rename: complete, or not at all. */
function newFolder(place: string): HomePlace {
  const made = makeFolders(dirname(place), 0o755)
  const staging = makeStaging(
    place,
    () => mkdtempSync(join(dirname(place), `.${basename(place)}.init-`)),
    made,
  )
  return {
    path: place,
    staging,
    moveIn: () => {
      try {
        renameSync(staging, place)
      } catch (cause) {
        const reason = systemErrorCode(cause)
        if (reason === 'ENOTEMPTY' || reason === 'EEXIST') throw caExists(place)
        throw unwritable(place, cause)
      }
      syncFolder(dirname(place))
    },
    undo: () => {
      rmSync(staging, { recursive: true, force: true })
      removeFolders(made)
    },
  }
}

/** Inside the folder: its parts are moved in one by one, those that make it a CA last. */
function existingFolder(root: string, place: string): HomePlace {
  assertEmpty(root, place)
  const staging = makeStaging(place, () => {
    mkdirSync(join(place, STAGING), { mode: 0o700 })
    return join(place, STAGING)
  })
  const moved: string[] = []
  return {
    path: place,
    staging,
    moveIn: () => {
      try {
        chmodSync(place, 0o700)
        const names = readdirSync(staging).filter((name) => !LAST.includes(name))
        for (const name of [...names, ...LAST]) {
          if (LAST.includes(name)) syncFolder(place)
          renameSync(join(staging, name), join(place, name))
          moved.push(name)
        }
        syncFolder(place)
        rmdirSync(staging)
      } catch (cause) {
        throw cause instanceof FileError ? cause : unwritable(place, cause)
      }
      syncFolder(place)
    },
    undo: () => {
      for (const name of [...moved.toReversed(), STAGING])
        rmSync(join(place, name), { recursive: true, force: true })
    },
  }
}

function statusOf(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false })
  } catch (cause) {
    if (systemErrorCode(cause) === 'ENOTDIR') return undefined
    throw unwritable(path, cause)
  }
}

function makeStaging(place: string, make: () => string, made: readonly string[] = []): string {
  try {
    const staging = make()
    chmodSync(staging, 0o700)
    return staging
  } catch (cause) {
    removeFolders(made)
    if (systemErrorCode(cause) === 'EEXIST') throw caInitUnfinished(place)
    throw unwritable(place, cause)
  }
}

function targetOf(link: string): string {
  try {
    return realpathSync(link)
  } catch (cause) {
    throw new FileError('file_unwritable', `${link} is a link that leads nowhere`, {
      details: { path: link },
      cause,
    })
  }
}

function assertEmpty(root: string, place: string): void {
  const entries = entriesOf(root, place).filter((name) => !NO_CONTENTS.has(name))
  const isCa = LAST.every((name) => entries.includes(name))
  if (entries.includes(STAGING) && !isCa) throw caInitUnfinished(place)
  if (entries.length > 0) throw caExists(place)
}

function entriesOf(root: string, place: string): string[] {
  try {
    return readdirSync(place)
  } catch (cause) {
    if (systemErrorCode(cause) !== 'ENOTDIR') throw unwritable(place, cause)
    throw new FileError('file_unwritable', `${root} is a file and not a folder`, {
      details: { path: place },
      hint: 'choose a folder with --home',
      cause,
    })
  }
}

function unwritable(place: string, cause: unknown): FileError {
  const reason = systemErrorCode(cause) ?? 'unknown'
  return new FileError('file_unwritable', `a CA cannot be made in ${place}: ${reason}`, {
    details: { path: place, reason },
    cause,
  })
}

function caExists(place: string): AuthorityError {
  return new AuthorityError('ca_exists', `${place} is not empty`, {
    details: { home: place },
    hint: 'choose another folder with --home; an existing CA is never overwritten',
  })
}
