"""How a text is built for those who hear it or leap through it: its headings and links.

WCAG 2.2: 1.3.1 Info and Relationships, 2.4.4 Link Purpose, 2.4.6 Headings and Labels (W3C, 2023-10-05).
"""

from lxml import html as markup

from stories.language.structure import says_nothing


def faults(body: str) -> list[str]:
    """The German sentences why this text would shut somebody out; each is mended in the text itself."""
    if not body.strip():
        return []
    tree = markup.fromstring(f"<div>{body}</div>")
    return [*_headings(tree), *_links(tree)]


def _headings(tree: markup.HtmlElement) -> list[str]:
    found, before = [], 1
    for heading in tree.iter("h2", "h3"):
        level, words = int(heading.tag[1]), " ".join(heading.text_content().split())
        if not words:
            found.append(
                "Eine Zwischenüberschrift ist leer. Löschen Sie die Zeile, oder schreiben Sie hinein, worum es geht."
            )
        elif level > before + 1:
            found.append(
                f"Die Zwischenüberschrift „{words}“ überspringt eine Ebene. Machen Sie sie zu „Überschrift 2“, "
                "sonst fehlt beim Vorlesen die Gliederung."
            )
        before = level
    return found


def _links(tree: markup.HtmlElement) -> list[str]:
    found = []
    for link in tree.xpath(".//a[@href]"):
        words = " ".join(link.text_content().split())
        if not words:
            found.append("Ein Link hat keinen Text. Schreiben Sie hin, wohin er führt, oder nehmen Sie ihn heraus.")
        elif says_nothing(words):
            found.append(f"Der Link „{words}“ sagt nicht, wohin er führt. Verlinken Sie Wörter, die das Ziel nennen.")
    return found
