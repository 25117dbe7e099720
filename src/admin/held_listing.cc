#include "admin/held_listing.h"

#include <nlohmann/json.hpp>

#include "admin/held_json.h"
#include "base/escape.h"

namespace sallyport {

std::string_view CategoryWord(const HeldMessage& held) {
  return held.archived ? "archive" : Name(held.category);
}

std::string FindingName(const HeldMessage& held) {
  for (const Finding& finding : held.findings)
    if (CategoryOf(finding.cause) == held.category) return finding.name;
  return held.findings.empty() ? "" : held.findings.front().name;
}

std::string HeldLine(const HeldPlace& place, const HeldFile& file) {
  const std::string folder = EscapeField(FolderWord(place.folder));
  const std::string name = EscapeField(place.entry.name);
  if (!file.doubt.empty())
    return "-\t-\t" + std::string(kUnmarked) + "\t" + folder +
           "\t-\t-\t-\t-\t" + std::to_string(file.file_bytes) + "\t" + name +
           "\n";
  const HeldMessage& held = file.block->held;
  std::string line = LogTime(held.time) + "\t" + EscapeField(held.id) + "\t";
  line += Name(place.State());
  line += "\t" + folder + "\t";
  line += CategoryWord(held);
  line += "\t" + EscapeField(FindingName(held)) + "\t" +
          EscapeField(held.sender) + "\t" + EscapeList(held.recipients) + "\t" +
          std::to_string(held.bytes) + "\t" + name + "\n";
  return line;
}

std::string HeldLineAsJson(const HeldPlace& place, const HeldFile& file) {
  Json json = {{"state", kUnmarked},
               {"folder", JsonText(FolderWord(place.folder))},
               {"file", JsonText(place.entry.name)},
               {"bytes", file.file_bytes}};
  if (file.doubt.empty()) {
    const HeldMessage& held = file.block->held;
    json["state"] = Name(place.State());
    json["bytes"] = held.bytes;
    json["time"] = LogTime(held.time);
    json["id"] = JsonText(held.id);
    json["category"] = CategoryWord(held);
    json["finding"] = JsonText(FindingName(held));
    json["sender"] = JsonText(held.sender);
    json["recipients"] = JsonTexts(held.recipients);
  }
  return JsonLine(json);
}

}  // namespace sallyport
