import { MalformedMessage, readXml } from './xml-reader'
import { group, leaf } from './xml-writer'
import fc from 'fast-check'

describe('Reading XML strictly', () => {
  it.each([
    ['a closing tag of another element', '<a><b></a></b>'],
    ['an element that is not closed', '<a><b>'],
    ['text after the root', '<a/>junk'],
    ['a second root', '<a/><b/>'],
    ['a DOCTYPE, and with it every entity of one’s own', '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'],
    ['an entity that is not known', '<a>&undefined;</a>'],
    ['an entity with the name of a built-in property', '<a>&constructor;</a>'],
    ['a bare ampersand', '<a>this & that</a>'],
    ['a reference to the character 0', '<a>&#x0;</a>'],
    ['a reference beyond Unicode', '<a>&#x110000;</a>'],
    ['a reference to half a surrogate pair', '<a>&#xD800;</a>'],
    ['an attribute given twice', '<a x="1" x="2"/>'],
    ['an attribute without quotes', '<a x=1/>'],
    ['a prefix', '<p:a xmlns:p="urn:x"/>'],
    ['a control character', '<a>\u0001</a>'],
    ['half a surrogate pair', '<a>\ud800</a>'],
    ['text between elements', '<a>text<b/></a>'],
    ['a comment that does not end', '<a><!-- </a>'],
    ['a processing instruction', '<a><?php ?></a>'],
    ['another encoding', '<?xml version="1.0" encoding="ISO-8859-1"?><a/>'],
    ['a lone closing tag', '</a>'],
    ['an empty document', ''],
    ['elements without end', '<a>'.repeat(5_000)],
  ])('refuses %s', (_, xml) => {
    expect(() => readXml(xml)).toThrow(MalformedMessage)
  })

  it('names the element that is wrong by its path and number', () => {
    expect(() => readXml('<a><b/><b><c>&nothing;</c></b></a>')).toThrow(
      'a/b[2]/c refers to an entity that is not known: &nothing;',
    )
  })

  it('gives back every text that was written, whatever characters it has', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (raw) => {
        // eslint-disable-next-line no-control-regex -- XML has no place for these
        const text = raw.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
        expect(readXml(group('a', leaf('b', text))).children[0]!.text).toBe(text)
      }),
    )
  })

  it('reads or refuses whatever it is given, and never hangs or fails in another way', () => {
    const piece = fc.constantFrom(
      '<',
      '>',
      '/',
      'a',
      ' ',
      '="',
      '"',
      '&',
      ';',
      '#',
      '<!--',
      '-->',
      '<![CDATA[',
      ']]>',
      '<a>',
      '</a>',
      '<?xml',
      '?>',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        try {
          readXml(pieces.join(''))
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedMessage)
        }
      }),
      { numRuns: 2_000 },
    )
  })
})
