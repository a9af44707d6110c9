// Where a number lies on a slider. Sliders are short and ranges long: what is common gets most of the room.

/** The most steps of a slider, so that the keyboard gets from one end to the other. */
const MOST_STEPS = 200;

/** A scale from `least` to `most`, on which `usual` is where nothing was said. */
export class Scale {
  constructor({ least, most, step }, usual) {
    this.least = least;
    this.most = most;
    this.step = step;
    this.usual = Number.isFinite(usual) ? usual : least;
    // Of a factor, the middle is what changes nothing.
    const inside = this.usual > least && this.usual < most;
    this.power = least === 0 && inside ? Math.log(this.usual / most) / Math.log(0.5) : 1;
    this.logarithmic = least > 0 && most / least > 200;
    const isEven = this.power === 1 && !this.logarithmic;
    this.steps = isEven ? Math.min(Math.round((most - least) / step), MOST_STEPS) : MOST_STEPS;
  }

  /** The step of a number. */
  position(number) {
    const { least, most } = this;
    const kept = Math.min(Math.max(number, least), most);
    const part = this.logarithmic
      ? Math.log(kept / least) / Math.log(most / least)
      : ((kept - least) / (most - least)) ** (1 / this.power);
    return Math.round(part * this.steps);
  }

  /** The number at a step, with as few digits as one step is worth. */
  number(position) {
    const { least, most, step } = this;
    const part = position / this.steps;
    const exact = this.logarithmic ? least * (most / least) ** part : least + (most - least) * part ** this.power;
    const rounded = this.logarithmic ? Number(exact.toPrecision(2)) : exact;
    const digits = step < 1 ? 2 : 0;
    return Math.min(Math.max(Number(rounded.toFixed(digits)), least), most);
  }
}
