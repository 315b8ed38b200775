// A language model for the stories: it speaks like OpenAI's API, and says what the last question brings it to say. What it
// knows of products it has from the program's own tools.
import { createServer } from "node:http";

const tool = (name, args) => ({ calls: [{ name, args }] });
const say = (...pieces) => ({ pieces });

/** What a tool said last, if one was run since the question. */
function told(messages) {
  const last = messages.at(-1);
  return last.role === "tool" ? JSON.parse(last.content) : null;
}

/** The last thing that the shopper said, in small letters. */
const question = (messages) => messages.findLast((message) => message.role === "user").content.toLowerCase();

/** One step of an answer to a shopper. */
function step(messages) {
  const asked = question(messages);
  const known = told(messages);
  if (asked.includes("person")) {
    return known ? say("Of course. ", "Somebody of the shop will help you.") : tool("hand_over", {});
  }
  if (asked.includes("everything")) return { pieces: ["There is a lot to tell. "], stalls: true };
  if (asked.includes("break")) return { pieces: ["Well, "], breaks: true };
  if (asked.includes("long")) {
    const sentence =
      "Stoneware is fired hot, so that it holds water and takes years of use without a crack. ";
    return say(sentence.repeat(30), `${"Donaudampfschifffahrt".repeat(12)}.`);
  }
  if (asked.includes("mug")) {
    if (!known) return tool("search_products", { query: "mug", in_stock: true });
    if (known.products) return tool("show_product", { slug: known.products[0].slug });
    const { variants, slug, name } = messages
      .filter((message) => message.role === "tool")
      .map((message) => JSON.parse(message.content))
      .find((result) => result.variants);
    const variant = variants.find((one) => one.stock !== "sold out");
    if (known.variants && asked.includes("cart")) {
      return tool("propose_for_cart", { variant_id: variant.variant_id, quantity: 2 });
    }
    return say("Look at the ", `${name} [[`, `${slug}]]`, `: it costs ${variant.price}.`);
  }
  return say("I know this shop ", "and nothing else.");
}

/** What is written for staff; by the name of the schema. */
const DRAFTS = {
  describe: {
    description: "A mug that keeps tea warm and sits well in the hand, thrown by hand and fired twice.",
  },
  seo: {
    title: "Stoneware mug",
    description: "A hand-thrown stoneware mug that keeps tea warm, for years of use.",
  },
  extract: { attributes: [] },
  reply: { text: "Thank you for asking. Your order is on its way, and you will have it in two days." },
};

function stream(response, { pieces = [], calls = [], stalls, breaks }) {
  response.writeHead(200, { "content-type": "text/event-stream" });
  const tell = (event) => response.write(`data: ${JSON.stringify(event)}\n\n`);
  const delta = (delta, finish_reason) => tell({ choices: [{ index: 0, delta, finish_reason }] });
  for (const content of pieces) delta({ content });
  // Until the other side has had enough.
  if (stalls) return;
  if (breaks) return response.destroy();
  for (const [index, { name, args }] of calls.entries()) {
    const call = { name, arguments: JSON.stringify(args) };
    delta({ tool_calls: [{ index, id: `call_${index}`, type: "function", function: call }] });
  }
  delta({}, calls.length > 0 ? "tool_calls" : "stop");
  tell({ choices: [], usage: { prompt_tokens: 10, completion_tokens: 5 } });
  response.end("data: [DONE]\n\n");
}

function whole(response, schema) {
  const content = JSON.stringify(DRAFTS[schema] ?? DRAFTS.reply);
  response.writeHead(200, { "content-type": "application/json" });
  response.end(
    JSON.stringify({
      choices: [{ index: 0, message: { role: "assistant", content }, finish_reason: "stop" }],
      usage: { prompt_tokens: 10, completion_tokens: 5 },
    }),
  );
}

async function answer(request, response) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = JSON.parse(Buffer.concat(chunks).toString());
  if (body.stream) stream(response, step(body.messages));
  else whole(response, body.response_format?.json_schema?.name);
}

/** Listens on a free port; `url` is what the program is told. */
export async function startModel() {
  const server = createServer((request, response) => {
    answer(request, response).catch((error) => {
      console.error(error);
      response.destroy();
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const stop = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${server.address().port}/v1/`, stop };
}
