import fc from "fast-check";

const surrogates = 0x800;

/**
 * Every character that Unicode has room for, none of them half of a pair. As `unit: "binary"`, whose table
 * of all of them takes most of a second to make in each process that asks for it.
 */
export const anyCharacter: fc.Arbitrary<string> = fc
  .integer({ min: 0, max: 0x10_ffff - surrogates })
  .map((place) => String.fromCodePoint(place < 0xd800 ? place : place + surrogates));
