#include "admin/held_details.h"

#include <fcntl.h>

#include <utility>

#include "admin/held_json.h"
#include "admin/held_listing.h"
#include "base/escape.h"

namespace sallyport {

namespace {

constexpr size_t kWordWidth = 11;

std::string StateText(HeldState state) {
  std::string text(Name(state));
  if (state == HeldState::kReleasing)
    text += ": in doubt, unless its release is under way";
  if (state == HeldState::kArchived) text += ": a copy of mail handed on";
  return text;
}

std::string FindingText(const Finding& finding) {
  std::string text(Name(finding.cause));
  text += " " + EscapeField(finding.name);
  if (finding.part != kNoPart)
    text += " in part " + std::to_string(finding.part);
  return text + ", by " + EscapeField(finding.scanner);
}

std::string PartText(const ManifestRow& row) {
  std::string text = std::to_string(row.part) + ": " + EscapeField(row.kind);
  if (!row.name.empty()) text += " \"" + EscapeField(row.name) + "\"";
  if (row.parent >= 0) text += " of part " + std::to_string(row.parent);
  text += ", " + EscapeField(row.type) + ", " + std::to_string(row.bytes) +
          " bytes";
  if (!row.names.empty()) text += ", also named " + EscapeList(row.names);
  if (!row.flags.empty()) text += ", flags " + EscapeList(row.flags);
  return text + ", SHA-256 " + EscapeField(row.sha256);
}

std::string BytesText(const HeldDetails& details) {
  const HeldMessage& held = details.file.block->held;
  std::string text =
      std::to_string(held.bytes) + ", SHA-256 " + EscapeField(held.sha256);
  return text + (details.bytes_doubt.empty()
                     ? ", as the gate held them"
                     : ", NOT RIGHT: " + EscapeField(details.bytes_doubt));
}

std::string MessageText(const HeldDetails& details) {
  const HeldMessage& held = details.file.block->held;
  std::string text = DetailLine("id", EscapeField(held.id));
  text += DetailLine("time", LogTime(held.time));
  text += DetailLine("host", EscapeField(held.host));
  text += DetailLine("relay", EscapeField(held.relay));
  text += DetailLine("sender", AddressText(held.sender));
  for (const std::string& recipient : held.recipients)
    text += DetailLine("recipient", EscapeField(recipient));
  text += DetailLine("category", std::string(CategoryWord(held)));
  for (const Finding& finding : held.findings)
    text += DetailLine("finding", FindingText(finding));
  for (const std::string& scanner : held.scanners)
    text += DetailLine("scanner", ScannerText(scanner));
  text += DetailLine("bytes", BytesText(details));
  for (const ManifestRow& row : held.parts)
    text += DetailLine("part", PartText(row));
  return text;
}

Json FindingsJson(const HeldMessage& held) {
  Json list = Json::array();
  for (const Finding& finding : held.findings)
    list.push_back(
        {{"category", Name(CategoryOf(finding.cause))},
         {"cause", Name(finding.cause)},
         {"name", JsonText(finding.name)},
         {"part", finding.part == kNoPart ? Json() : Json(finding.part)},
         {"scanner", JsonText(finding.scanner)}});
  return list;
}

Json PartsJson(const HeldMessage& held) {
  Json list = Json::array();
  for (const ManifestRow& row : held.parts)
    list.push_back({{"part", row.part},
                    {"parent", row.parent < 0 ? Json() : Json(row.parent)},
                    {"depth", row.depth},
                    {"kind", JsonText(row.kind)},
                    {"name", JsonText(row.name)},
                    {"names", JsonTexts(row.names)},
                    {"type", JsonText(row.type)},
                    {"bytes", row.bytes},
                    {"sha256", JsonText(row.sha256)},
                    {"flags", JsonTexts(row.flags)}});
  return list;
}

}  // namespace

Result<HeldDetails> ReadHeldDetails(const HeldFiles& files,
                                    const HeldPlace& place,
                                    SigningKeys* keys) {
  const Result<Fd> opened = files.OpenFile(place, O_RDONLY);
  if (!opened.ok()) return opened.error();
  const int fd = opened.value().get();
  Result<HeldFile> file = ReadHeldFile(fd, keys);
  if (!file.ok()) return Error{"read", place.Path(), file.error().err};
  HeldDetails details{place, std::move(file.value()), ""};
  if (!details.file.block) return details;
  const QuarantineBlock& block = *details.file.block;
  const Status right =
      CheckBytes(fd, block.block_bytes, block.held.bytes, block.held.sha256);
  if (!right.ok()) details.bytes_doubt = right.error().Text();
  return details;
}

std::string DetailLine(std::string_view word, const std::string& text) {
  std::string line(word);
  line.resize(kWordWidth, ' ');
  return line + text + "\n";
}

std::string AddressText(const std::string& address) {
  return address.empty() ? "<> (the null sender)" : EscapeField(address);
}

std::string ScannerText(const std::string& scanner) {
  const std::vector<std::string_view> words = Split(scanner, ':');
  if (words.size() < 4) return EscapeField(scanner);
  const size_t engine = words[0].size() + words[1].size() + words[2].size() + 3;
  return EscapeField(words[0]) + ": " + EscapeField(words[1]) + " in " +
         EscapeField(words[2]) + " ms, engine " +
         EscapeField(scanner.substr(engine));
}

std::string MarkText(const HeldFile& file) {
  if (!file.doubt.empty()) return "NOT VALID: " + EscapeField(file.doubt);
  return "valid, by the key " + EscapeField(file.block->key_name);
}

std::string DetailsText(const HeldDetails& details) {
  std::string text = DetailLine("file", EscapeField(details.place.Path()));
  text += DetailLine("state", StateText(details.place.State()));
  text += DetailLine("mark", MarkText(details.file));
  return details.file.block ? text + MessageText(details) : text;
}

std::string DetailsAsJson(const HeldDetails& details) {
  Json json = {
      {"file", JsonText(details.place.Path())},
      {"folder", JsonText(FolderWord(details.place.folder))},
      {"state", Name(details.place.State())},
      {"mark_valid", details.file.doubt.empty()},
      {"bytes_right", details.Sound()},
      {"doubt", JsonText(details.file.doubt.empty() ? details.bytes_doubt
                                                    : details.file.doubt)}};
  if (!details.file.block) return JsonLine(json);
  const HeldMessage& held = details.file.block->held;
  json["key"] = JsonText(details.file.block->key_name);
  json["id"] = JsonText(held.id);
  json["time"] = LogTime(held.time);
  json["host"] = JsonText(held.host);
  json["relay"] = JsonText(held.relay);
  json["sender"] = JsonText(held.sender);
  json["recipients"] = JsonTexts(held.recipients);
  json["category"] = CategoryWord(held);
  json["findings"] = FindingsJson(held);
  json["scanners"] = JsonTexts(held.scanners);
  json["bytes"] = held.bytes;
  json["sha256"] = JsonText(held.sha256);
  json["parts"] = PartsJson(held);
  return JsonLine(json);
}

}  // namespace sallyport
