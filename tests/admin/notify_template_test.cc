#include "admin/notify_template.h"

#include <doctest/doctest.h>

#include <string>

#include "tests/admin/site_folder.h"

namespace sallyport::test {
namespace {

using namespace std::string_literals;

std::string Said(const std::vector<TemplateMistake>& mistakes) {
  std::string said;
  for (const TemplateMistake& mistake : mistakes)
    said += std::to_string(mistake.line) + ": " + mistake.wrong + "\n";
  return said;
}

std::string Check(NoticeKind kind, const std::string& text) {
  return Said(CheckTemplate(kind, text));
}

TEST_CASE("the shipped templates have no mistake, in any language") {
  for (const std::string language : {"en", "de"}) {
    for (const NoticeKind kind : kNoticeKinds) {
      const std::string file = "contrib/notices/" + language + "/" +
                               std::string(Name(kind)) + ".txt";
      CAPTURE(file);
      CHECK(Check(kind, ReadSource(file)) == "");
    }
    CHECK(Said(CheckWords(ReadSource("contrib/notices/" + language +
                                     "/words.txt"))) == "");
  }
}

TEST_CASE("each mistake of a template is told with its line") {
  const NoticeKind kind = NoticeKind::kRecipient;
  CHECK(Check(kind, "Subject: {sender}\n\n{id} {{ }\n") == "");
  CHECK(Check(kind, "").starts_with("1: does not begin"));
  CHECK(Check(kind, "Subject:  \n\nx\n").starts_with("1: does not begin"));
  CHECK(Check(kind, "\nSubject: x\n\n").starts_with("1: does not begin"));
  CHECK(Check(kind, "Subject: x\nText\n").starts_with("2: has no empty"));
  CHECK(Check(kind, "Subject: x\n\na\n{finding}\n")
            .starts_with("4: unknown field \"finding\"; allowed: host"));
  CHECK(Check(kind, "Subject: {nobody}\n\n").starts_with("1: unknown field"));
  CHECK(Check(kind, "Subject: x\n\n{?nobody}x\n")
            .starts_with("3: unknown field"));
  CHECK(Check(kind, "Subject: x\n\n{id\n") == "3: a brace is not closed\n");
  CHECK(Check(kind, "Subject: x\n\n{*}{id}\n")
            .starts_with("3: {*}: this notice has no list"));
  CHECK(Check(kind, "Subject: x\n\nGr\xfc\xdf" "e\n")
            .starts_with("3: is not UTF-8"));
  CHECK(Check(kind, "Subject: x\n\n\xe2\x80\xae\n")
            .starts_with("3: is not UTF-8, or has a hidden"));
  CHECK(Check(kind, "Subject: x\n\na\tb\n") ==
        "3: has a control character\n");
  CHECK(Check(kind, "Subject: x\r\n\r\nb\r\n")
            .find("1: has a control character") == 0);
  CHECK(Check(kind, "Subject: x\n\nback\\slash, -, Gr\xc3\xbc\xc3\x9f"
                    "e\n-\n") == "");
  CHECK(Check(kind, "Subject: x\n\n" + std::string(kMaxTemplateBytes, 'x'))
            .starts_with("1: is larger"));
  CHECK(Check(NoticeKind::kPostmaster, "Subject: {finding}\n\n") == "");
  CHECK(Check(NoticeKind::kDigest, "Subject: {count}\n\n{*}{subject}\n") ==
        "");
  CHECK(Check(NoticeKind::kDigest, "Subject: {count}\n\n{subject}\n") != "");
  CHECK(Check(NoticeKind::kDigest, "Subject: {count}\n\n{*}{count}\n") != "");
}

TEST_CASE("each mistake of a file of words is told") {
  std::string words;
  for (const std::string& key : WordKeys()) words += key + ": text\n";
  CHECK(Said(CheckWords(words + "# a comment\n\n")) == "");
  CHECK(Said(CheckWords(words + "verus: x\n"))
            .find("unknown word \"verus\"") != std::string::npos);
  CHECK(Said(CheckWords(words.substr(words.find('\n') + 1)))
            .find("has no line \"held: ...\"") != std::string::npos);
  CHECK(Said(CheckWords(words + "virus: \xff\n")).find("not UTF-8") !=
        std::string::npos);
  CHECK(ParseWords("virus:  a: b \n").at("virus") == "a: b");
}

TEST_CASE("fields are filled in once, and what they hold is only text") {
  const std::string form =
      "Subject:  About {id}\n\n{{{sender}}\n{?untold}{untold} more\n"
      "{?sender}from {sender}\n{nobody}.\n\n";
  const NoticeText text = FillTemplate(
      form, {{"id", "1"}, {"sender", "{id}{*}"}, {"untold", ""}}, {});
  CHECK(text.subject == "About 1");
  CHECK(text.body == "{{id}{*}}\nfrom {id}{*}\n.\n\n");
}

TEST_CASE("a line of a list stands once for each item") {
  const std::string form = "Subject: {count}\n\n{*}{id}: {subject}\nend";
  const NoticeText text =
      FillTemplate(form, {{"count", "2"}},
                   {{{"id", "a"}, {"subject", "{id}"}}, {{"id", "b"}}});
  CHECK(text.body == "a: {id}\nb: \nend\n");
  CHECK(FillTemplate(form, {}, {}).body == "end\n");
}

}  // namespace
}  // namespace sallyport::test
