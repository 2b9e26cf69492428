import { TemporaryFolder } from '@zcert/testkit'
import { afterAll, describe, expect, test } from 'vitest'
import { AgentError } from '../errors.ts'
import { formatSettings, readSettings } from './settings.ts'

const folder = new TemporaryFolder()
afterAll(() => folder[Symbol.dispose]())

const read = (text: string) => readSettings(folder.write('z-monitor.conf', text))

const SETTINGS = {
  deviceId: 'ZM-001',
  certificatePath: '/opt/z-monitor/certs/device_ZM-001.crt',
  privateKeyPath: '/opt/z-monitor/certs/device_ZM-001.key',
  caCertificatePath: '/opt/z-monitor/certs/ca.crt',
}

describe('readSettings()', () => {
  test('reads what formatSettings() writes: the four lines of the guide', () => {
    const text = formatSettings(SETTINGS)
    expect(text).toBe(
      [
        'deviceId = "ZM-001"',
        'certificatePath = "/opt/z-monitor/certs/device_ZM-001.crt"',
        'privateKeyPath = "/opt/z-monitor/certs/device_ZM-001.key"',
        'caCertificatePath = "/opt/z-monitor/certs/ca.crt"',
        '',
      ].join('\n'),
    )
    expect(read(text)).toEqual(SETTINGS)
  })

  test.each([
    ['nothing', '', {}],
    [
      'comments and empty lines',
      '# deviceId = "A"\n\n; x\n   \ndeviceId = "B"\n',
      { deviceId: 'B' },
    ],
    ['blanks around everything', '  deviceId\t=\t"ZM-001"  \n', { deviceId: 'ZM-001' }],
    ['no blanks, no last line break', 'deviceId="ZM-001"', { deviceId: 'ZM-001' }],
    ['line ends of another system', 'deviceId = "ZM-001"\r\n', { deviceId: 'ZM-001' }],
    ['an empty value', 'deviceId = ""\n', { deviceId: '' }],
    ['a hash inside a value', 'deviceId = "A#B"\n', { deviceId: 'A#B' }],
    ['other settings', 'volume = "11"\nconstructor = "x"\ntoString = "y"\n', {}],
    ['names in another case', 'DEVICEID = "A"\ndeviceid = "B"\n', {}],
  ])('reads %s', (_, text, settings) => {
    expect(read(text)).toEqual(settings)
  })

  test.each([
    ['no quotation marks', 'deviceId = ZM-001\n'],
    ['single quotation marks', "deviceId = 'ZM-001'\n"],
    ['one quotation mark', 'deviceId = "ZM-001\n'],
    ['a quotation mark inside', 'deviceId = "ZM"001"\n'],
    ['an escape', 'deviceId = "ZM\\"001"\n'],
    ['something behind the value', 'deviceId = "ZM-001" # mine\n'],
    ['two settings on a line', 'deviceId = "A" certificatePath = "B"\n'],
    ['a line break inside a value', 'deviceId = "ZM\n-001"\n'],
    ['a name with a dot', 'device.id = "ZM-001"\n'],
    ['no name', '= "ZM-001"\n'],
    ['a NUL', '\0\n'],
  ])('refuses %s, naming file and line', (_, text) => {
    expect(() => read(`x = "1"\n${text}`)).toThrow(
      expect.objectContaining({
        code: 'settings_malformed',
        message: expect.stringContaining('line 2'),
      }),
    )
  })

  test('refuses a setting that stands twice, also when both say the same', () => {
    for (const again of ['ZM-001', 'ZM-002']) {
      expect(() => read(`deviceId = "ZM-001"\ndeviceId = "${again}"\n`)).toThrow('stands twice')
    }
    expect(() => read('volume = "1"\nvolume = "2"\n')).toThrow(AgentError)
  })

  test('finds no settings where there is no file, and refuses a folder', () => {
    expect(readSettings(folder.at('nowhere'))).toEqual({})
    expect(() => readSettings(folder.path)).toThrow(
      expect.objectContaining({ code: 'file_unreadable' }),
    )
  })
})

describe('formatSettings()', () => {
  test.each([
    ['a quotation mark', '/data/a"b'],
    ['a line break, and a setting behind it', '/data/a"\ndeviceId = "ZM-666'],
    ['a plain line break', '/data/a\nb'],
    ['a carriage return', '/data/a\rb'],
    ['a backslash', '/data/a\\b'],
    ['a NUL', '/data/a\0b'],
  ])('refuses a path with %s', (_, path) => {
    expect(() => formatSettings({ ...SETTINGS, certificatePath: path })).toThrow(
      expect.objectContaining({ code: 'settings_malformed' }),
    )
  })

  test('takes blanks, equals signs and letters of any language', () => {
    const settings = { ...SETTINGS, certificatePath: '/data/Station 3 = Süd/Gerät#1; x/a.crt' }
    expect(read(formatSettings(settings))).toEqual(settings)
  })
})
