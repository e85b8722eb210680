//! Writing XML: elements in order, indented, every text escaped. An element without content leaves no trace, so that
//! writers may open a wrapper before they know whether there is anything to put in it.

/// An XML document that grows.
#[derive(Debug, Default)]
pub struct Xml {
    out: String,
    depth: usize,
}

impl Xml {
    /// Starts a document.
    pub fn new() -> Xml {
        Xml { out: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned(), depth: 0 }
    }

    /// Writes an element around what `inside` writes; nothing at all when that is nothing.
    pub fn element(&mut self, name: &str, attributes: &[(&str, &str)], inside: impl FnOnce(&mut Xml)) {
        let before = self.out.len();
        self.open(name, attributes);
        self.out.push('\n');
        let opened = self.out.len();
        self.depth += 1;
        inside(self);
        self.depth -= 1;
        if self.out.len() == opened {
            self.out.truncate(before);
            return;
        }
        self.indent();
        self.close(name);
    }

    /// Writes an element that holds text; nothing when the text is blank.
    pub fn text(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) {
        if text.trim().is_empty() {
            return;
        }
        self.open(name, attributes);
        escape(text, &mut self.out);
        self.close(name);
    }

    /// Writes an element of nothing but attributes.
    pub fn mark(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.open(name, attributes);
        self.out.pop();
        self.out.push_str("/>\n");
    }

    /// Returns the document.
    pub fn finish(self) -> String {
        self.out
    }

    fn open(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.indent();
        self.out.push('<');
        self.out.push_str(name);
        for (key, value) in attributes {
            self.out.push(' ');
            self.out.push_str(key);
            self.out.push_str("=\"");
            escape(value, &mut self.out);
            self.out.push('"');
        }
        self.out.push('>');
    }

    fn close(&mut self, name: &str) {
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push_str(">\n");
    }

    fn indent(&mut self) {
        self.out.extend(std::iter::repeat_n("  ", self.depth));
    }
}

/// Appends a text with the five special characters escaped and what XML 1.0 cannot hold left out.
fn escape(text: &str, out: &mut String) {
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            '\n' | '\t' => out.push(letter),
            '\u{fffe}' | '\u{ffff}' => {}
            other if other.is_control() => {}
            other => out.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_escaped_and_empty_elements_leave_no_trace() {
        let mut xml = Xml::new();
        xml.element("a", &[("b", "\"<&\"")], |xml| {
            xml.element("empty", &[], |xml| xml.text("blank", &[], "  "));
            xml.mark("d", &[("e", "f")]);
            xml.text("c", &[], "<script>\u{0}&\u{ffff}đình");
        });
        let expected = "<a b=\"&quot;&lt;&amp;&quot;\">\n  <d e=\"f\"/>\n  <c>&lt;script&gt;&amp;đình</c>\n</a>\n";
        assert_eq!(xml.finish().split_once("?>\n").map(|(_, rest)| rest.to_owned()).as_deref(), Some(expected));
    }
}
