import { useLocation } from "react-router";
import { useLocale } from "../../i18n";
import { useTitle } from "../../lib/useTitle";
import { AskPerson } from "../inquiries/AskPerson";
import { useInquiriesText } from "../inquiries/inquiries.text";
import { de } from "./texts.de";
import { en, type Texts } from "./texts.en";

const TEXTS = { en, de };
const EMAIL = /^\S+@\S+$/;

/** The quiet pages that the footer leads to. */
export default function InfoPage() {
  const name = useLocation().pathname.replaceAll("/", "") as keyof Texts;
  const page = TEXTS[useLocale()][name];
  useTitle(page.title);
  return (
    <article className="wrap pt-10 lg:pt-16">
      <h1 className="max-w-3xl font-display text-[clamp(2.25rem,11.5vw,3rem)] leading-none lg:text-6xl">
        {page.title}
      </h1>
      <p className="mt-5 max-w-2xl text-lg leading-relaxed text-muted">{page.lead}</p>
      <div className="mt-10 max-w-2xl space-y-8">
        {page.sections.map((section) => (
          <section key={section.title}>
            <h2 className="text-xl font-semibold">{section.title}</h2>
            {section.text.map((paragraph) => (
              <p key={paragraph} className="mt-2 leading-relaxed text-muted">
                {EMAIL.test(paragraph) ? (
                  <a href={`mailto:${paragraph}`} className="text-link">
                    {paragraph}
                  </a>
                ) : (
                  paragraph
                )}
              </p>
            ))}
          </section>
        ))}
        {name === "contact" && <WriteToUs />}
      </div>
    </article>
  );
}

function WriteToUs() {
  const text = useInquiriesText();
  return (
    <section className="panel">
      <h2 className="mb-3 text-xl font-semibold">{text.title}</h2>
      <AskPerson />
    </section>
  );
}
