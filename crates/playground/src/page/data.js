// What the server, or the command that wrote this file, tells the page: the options, the base of the pictures, and
// whether photos can be put into the bucket.

export const data = JSON.parse(document.getElementById('data').textContent);
