#include "admin/notify_template.h"

#include <algorithm>

#include "admin/config_mistakes.h"
#include "base/escape.h"
#include "mail/finding.h"

namespace sallyport {

namespace {

constexpr std::string_view kSubject = "Subject:";
constexpr std::string_view kEach = "{*}";
constexpr std::string_view kIf = "{?";

using Fields = std::vector<std::string>;

Fields FieldsOf(NoticeKind kind) {
  Fields fields = {"host", "to", "time", "untold"};
  const auto add = [&fields](std::initializer_list<const char*> names) {
    fields.insert(fields.end(), names.begin(), names.end());
  };
  switch (kind) {
    case NoticeKind::kPostmaster:
      add({"id", "sender", "subject", "category", "reason", "outcome",
           "recipients", "finding", "scanner", "relay", "folder"});
      break;
    case NoticeKind::kRecipient:
      add({"id", "sender", "subject", "category", "reason", "outcome"});
      break;
    case NoticeKind::kSender:
      add({"id", "sender", "subject", "category", "reason", "outcome",
           "recipients"});
      break;
    case NoticeKind::kDigest:
      add({"count", "more"});
      break;
    case NoticeKind::kDown:
    case NoticeKind::kBack:
      add({"scanner", "since", "failures", "reason"});
      break;
  }
  return fields;
}

Fields ItemFieldsOf(NoticeKind kind) {
  if (kind != NoticeKind::kDigest) return {};
  return {"id", "time", "sender", "subject", "category", "reason"};
}

bool Has(const Fields& fields, const std::string& name) {
  return std::find(fields.begin(), fields.end(), name) != fields.end();
}

/// One line of a template: text and fields in turn.
struct Piece {
  std::string text;
  bool field = false;
};

/// False if a brace is not closed; what is behind it is left out.
bool ReadLine(std::string_view line, std::vector<Piece>* pieces) {
  std::string text;
  while (!line.empty()) {
    if (line.starts_with("{{")) {
      text += '{';
      line.remove_prefix(2);
    } else if (line.front() == '{') {
      const size_t end = line.find('}');
      pieces->push_back({text, false});
      text.clear();
      if (end == std::string_view::npos) return false;
      pieces->push_back({std::string(line.substr(1, end - 1)), true});
      line.remove_prefix(end + 1);
    } else {
      text += line.front();
      line.remove_prefix(1);
    }
  }
  pieces->push_back({text, false});
  return true;
}

/// Takes "{?name}" off the front of a line; "" if it does not begin so.
std::string TakeCondition(std::string_view* line) {
  if (!line->starts_with(kIf)) return "";
  const size_t end = line->find('}');
  if (end == std::string_view::npos) return "";
  const std::string name(line->substr(kIf.size(), end - kIf.size()));
  line->remove_prefix(end + 1);
  return name;
}

std::string LineMistake(std::string_view line, const Fields& known,
                        const Fields& items) {
  const Fields* fields = &known;
  if (line.starts_with(kEach)) {
    if (items.empty()) return "{*}: this notice has no list";
    line.remove_prefix(kEach.size());
    fields = &items;
  } else if (const std::string name = TakeCondition(&line); !name.empty()) {
    if (!Has(known, name)) return "unknown field " + Quoted(name);
  }
  std::vector<Piece> pieces;
  if (!ReadLine(line, &pieces)) return "a brace is not closed";
  for (const Piece& piece : pieces) {
    if (!piece.field || Has(*fields, piece.text)) continue;
    std::string allowed;
    for (const std::string& field : *fields)
      allowed += (allowed.empty() ? "" : ", ") + field;
    return "unknown field " + Quoted(piece.text) + "; allowed: " + allowed;
  }
  return "";
}

std::string Fill(std::string_view line, const NoticeFields& fields) {
  std::vector<Piece> pieces;
  ReadLine(line, &pieces);
  std::string text;
  for (const Piece& piece : pieces) {
    const auto value = fields.find(piece.text);
    if (!piece.field)
      text += piece.text;
    else if (value != fields.end())
      text += value->second;
  }
  return text;
}

/// What is wrong with the bytes of a line of any of these files.
std::string BytesMistake(std::string_view line) {
  for (const char c : line)
    if ((c >= 0 && c < 0x20) || c == 0x7F) return "has a control character";
  // Escaped are backslashes, what is hidden and what is not UTF-8.
  const std::string escaped = EscapeField(line);
  for (size_t at = escaped.find('\\'); at != std::string::npos;
       at = escaped.find('\\', at + 2))
    if (escaped.substr(at, 2) == "\\x" && line != "-")
      return "is not UTF-8, or has a hidden control character";
  return "";
}

std::vector<TemplateMistake> CheckLines(std::string_view text) {
  std::vector<TemplateMistake> mistakes;
  if (text.size() > kMaxTemplateBytes)
    mistakes.push_back({1, "is larger than 16 kB"});
  int number = 0;
  for (const std::string_view line : Split(text, '\n')) {
    ++number;
    const std::string wrong = BytesMistake(line);
    if (!wrong.empty()) mistakes.push_back({number, wrong});
  }
  return mistakes;
}

std::string_view Trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

}  // namespace

std::string_view Name(NoticeKind kind) {
  switch (kind) {
    case NoticeKind::kPostmaster:
      return "postmaster";
    case NoticeKind::kRecipient:
      return "recipient";
    case NoticeKind::kSender:
      return "sender";
    case NoticeKind::kDigest:
      return "digest";
    case NoticeKind::kDown:
      return "down";
    case NoticeKind::kBack:
      break;
  }
  return "back";
}

std::vector<std::string> WordKeys() {
  std::vector<std::string> keys = {"held", "refused"};
  for (size_t i = 0; i < kCategories; ++i)
    keys.emplace_back(Name(static_cast<Category>(i)));
  return keys;
}

std::vector<TemplateMistake> CheckTemplate(NoticeKind kind,
                                           std::string_view text) {
  std::vector<TemplateMistake> mistakes = CheckLines(text);
  const std::vector<std::string_view> lines = Split(text, '\n');
  if (!lines[0].starts_with(kSubject) ||
      Trimmed(lines[0].substr(kSubject.size())).empty())
    mistakes.push_back({1, "does not begin with a line \"Subject: ...\""});
  else if (lines.size() < 2 || !lines[1].empty())
    mistakes.push_back({2, "has no empty line behind its subject"});
  const Fields known = FieldsOf(kind);
  const Fields items = ItemFieldsOf(kind);
  int number = 0;
  for (const std::string_view line : lines) {
    const std::string wrong = LineMistake(line, known, items);
    ++number;
    if (!wrong.empty()) mistakes.push_back({number, wrong});
  }
  return mistakes;
}

std::vector<TemplateMistake> CheckWords(std::string_view text) {
  std::vector<TemplateMistake> mistakes = CheckLines(text);
  const std::vector<std::string> known = WordKeys();
  int number = 0;
  for (const std::string_view line : Split(text, '\n')) {
    ++number;
    if (line.empty() || line.front() == '#') continue;
    const std::string key(line.substr(0, line.find(':')));
    if (!Has(known, key))
      mistakes.push_back({number, "unknown word " + Quoted(key)});
  }
  const auto words = ParseWords(text);
  for (const std::string& key : known)
    if (words.count(key) == 0 || words.at(key).empty())
      mistakes.push_back({number, "has no line \"" + key + ": ...\""});
  return mistakes;
}

std::map<std::string, std::string> ParseWords(std::string_view text) {
  std::map<std::string, std::string> words;
  for (const std::string_view line : Split(text, '\n')) {
    const size_t colon = line.find(':');
    if (line.empty() || line.front() == '#' ||
        colon == std::string_view::npos)
      continue;
    words[std::string(line.substr(0, colon))] =
        Trimmed(line.substr(colon + 1));
  }
  return words;
}

NoticeText FillTemplate(std::string_view text, const NoticeFields& fields,
                        const std::vector<NoticeFields>& items) {
  NoticeText filled;
  const std::vector<std::string_view> lines = Split(text, '\n');
  if (lines[0].starts_with(kSubject))
    filled.subject =
        Fill(Trimmed(lines[0].substr(kSubject.size())), fields);
  for (size_t i = 2; i < lines.size(); ++i) {
    std::string_view line = lines[i];
    if (i + 1 == lines.size() && line.empty()) break;
    if (line.starts_with(kEach)) {
      line.remove_prefix(kEach.size());
      for (const NoticeFields& item : items)
        filled.body += Fill(line, item) + "\n";
      continue;
    }
    const std::string name = TakeCondition(&line);
    if (!name.empty()) {
      const auto value = fields.find(name);
      if (value == fields.end() || value->second.empty()) continue;
    }
    filled.body += Fill(line, fields) + "\n";
  }
  return filled;
}

}  // namespace sallyport
