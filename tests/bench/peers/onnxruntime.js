// usage: node onnxruntime.js FILE.onnx: what onnxruntime takes for the network of export_onnx.py, ids given: one line of
//
//     MICROSECONDS-OF-ONE-SENTENCE TOKENS-A-SECOND
//
// of 22 tokens, each the best of 1 and 2 threads; in batches the best of 32 and 64 sentences too.
const onnx = require("onnxruntime-node");
const TOKENS = 22;

async function median(session, sentences, runs) {
  const ids = BigInt64Array.from({ length: sentences * TOKENS }, () => BigInt(Math.floor(Math.random() * 16000)));
  const input = { ids: new onnx.Tensor("int64", ids, [sentences, TOKENS]) };
  const times = [];
  for (let run = -20; run < runs; run++) {
    const begin = process.hrtime.bigint();
    await session.run(input);
    if (run >= 0) times.push(Number(process.hrtime.bigint() - begin) / 1e9);
  }
  return times.sort((a, b) => a - b)[runs >> 1];
}

(async () => {
  let single = Infinity, rate = 0;
  for (const threads of [1, 2]) {
    const session = await onnx.InferenceSession.create(process.argv[2], { intraOpNumThreads: threads, interOpNumThreads: 1 });
    single = Math.min(single, await median(session, 1, 1000));
    for (const sentences of [32, 64]) rate = Math.max(rate, (sentences * TOKENS) / (await median(session, sentences, 100)));
  }
  console.log(`${(single * 1e6).toFixed(1)} ${rate.toFixed(0)}`);
})();
