// What the Lambda original does with a picture that is not there yet, warm: the AWS SDK gets it, sharp makes it smaller
// while it comes, the SDK puts the result. One process for all requests; a line in is a request, a line out how long it
// took. The first line out says what is used.
//
// in   {"endpoint": URL, "bucket": name, "region": …, "access_key": …, "secret_key": …, "original": key, "derivative": key,
//       "width": px, "height": px}
// out  {"ms": n}, or {"error": text}

import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);
const fail = (error) => say({ error: String(error?.message ?? error).split('\n')[0] });

const version = (name) => {
  const manifest = new URL(`../node_modules/${name}/package.json`, import.meta.url);
  return `${name} ${JSON.parse(readFileSync(manifest)).version}`;
};

let s3, sharp;
try {
  s3 = await import('@aws-sdk/client-s3');
  sharp = (await import('sharp')).default;
  const versions = ['@aws-sdk/client-s3', 'sharp'].map(version).join(', ');
  say({ versions: `${versions}, Node.js ${process.versions.node}` });
} catch (error) {
  fail(error);
  process.exit();
}

// A client a store, which keeps its connections.
const clients = new Map();
const client = ({ endpoint, region, access_key: accessKeyId, secret_key: secretAccessKey }) => {
  if (!clients.has(endpoint)) {
    const credentials = { accessKeyId, secretAccessKey };
    clients.set(endpoint, new s3.S3Client({ endpoint, region, credentials, forcePathStyle: true }));
  }
  return clients.get(endpoint);
};

const resize = async (request) => {
  const { bucket: Bucket, original, derivative, width, height } = request;
  const store = client(request);
  const { Body } = await store.send(new s3.GetObjectCommand({ Bucket, Key: original }));
  const pipeline = sharp().resize(width, height).toFormat('jpeg');
  // A body that breaks off has to end the pipeline as well.
  Body.on('error', (error) => pipeline.destroy(error));
  const result = await Body.pipe(pipeline).toBuffer();
  await store.send(new s3.PutObjectCommand({ Bucket, Key: derivative, Body: result, ContentType: 'image/jpeg' }));
};

for await (const line of createInterface({ input: process.stdin })) {
  try {
    const request = JSON.parse(line);
    const start = performance.now();
    await resize(request);
    say({ ms: performance.now() - start });
  } catch (error) {
    fail(error);
  }
}
process.exit();
