// Elements of the page. Text is never read as HTML, whatever a key or an answer holds.

/** An element with attributes, listeners (`onclick: …`) and children; what is null or false is left out. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) made.addEventListener(key.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) made.setAttribute(key, value === true ? '' : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

/** The element with an id. */
export function byId(id) {
  return document.getElementById(id);
}
