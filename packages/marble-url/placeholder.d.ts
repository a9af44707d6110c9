// The types of placeholder.js.

/** As much of what `format=json` tells as is of use here. */
export interface Facts {
  has_alpha: boolean;
  /** As CSS has it. */
  dominant_color: string | null;
  /** In Base64. */
  thumbhash: string;
}

/**
 * The attribute `style` of an `img`, of what `format=json` tells of its picture: the dominant color, and over it the
 * picture that the ThumbHash tells of, as a data URL of 3 to 4 KB. Nothing for a picture with alpha.
 *
 * @throws {TypeError} where the color or the ThumbHash is none
 */
export function placeholder(facts: Facts): { style?: string };
