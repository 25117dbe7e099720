#include "admin/explain_text.h"

#include <algorithm>
#include <array>

#include "admin/held_json.h"
#include "admin/part_tree.h"
#include "base/escape.h"

namespace sallyport {

namespace {

/// Columns that are lists.
constexpr std::array<std::string_view, 3> kLists = {"scanners", "recipients",
                                                    "names"};

bool Has(const LogRow& row, const std::string& column) {
  return row.at(column) != "-";
}

/// The items of a list column, unescaped; the field as it is, if it is none.
std::vector<std::string> Items(const LogRow& row, const std::string& column) {
  const Result<std::vector<std::string>> items = UnescapeList(row.at(column));
  if (items.ok()) return items.value();
  return {row.at(column)};
}

/// ", part 2"; nothing for what is in no part.
std::string PartOf(const LogRow& row) {
  return Has(row, "part") ? " in part " + row.at("part") : "";
}

std::string Milliseconds(const LogRow& row) {
  return "waited " + row.at("wait_ms") + ", received " +
         row.at("receive_ms") + ", unpacked " + row.at("unpack_ms") +
         ", scanned " + row.at("scan_ms") + ", in all " +
         row.at("total_ms") + " ms";
}

/// The null sender and that of a message cut before its envelope both are "-".
std::string SenderText(const LogRow& row) {
  const bool null = !Has(row, "sender") && row.at("rcpts") != "0";
  return null ? AddressText("") : row.at("sender");
}

std::string MessageLines(const LogRow& row) {
  std::string text = DetailLine("time", row.at("time"));
  text += DetailLine("client", row.at("client") + " " + row.at("relay") +
                                   ", uid " + row.at("uid") + ", qp " +
                                   row.at("qp"));
  text += DetailLine("sender", SenderText(row));
  text += DetailLine("message", row.at("bytes") + " bytes in " +
                                    row.at("parts") + " parts for " +
                                    row.at("rcpts") + " recipients");
  for (const std::string& scanner : Items(row, "scanners"))
    text += DetailLine("scanner", ScannerText(scanner));
  text += DetailLine("took", Milliseconds(row));
  std::string action = row.at("action");
  if (Has(row, "category")) action += ": " + row.at("category");
  if (Has(row, "finding"))
    action += (Has(row, "category") ? " " : ": ") + row.at("finding");
  return text + DetailLine("action", action + PartOf(row));
}

std::string KeptLine(const LogRow& row) {
  std::string text = row.at("category") + " " + row.at("finding") +
                     PartOf(row) + ", by " + row.at("scanner");
  if (Has(row, "engine")) text += ", " + row.at("engine");
  if (Has(row, "names")) text += ", named " + row.at("names");
  text += ", for " + row.at("recipients");
  if (Has(row, "folder"))
    return DetailLine("held", row.at("folder") + ": " + text);
  return DetailLine("refused", text);
}

std::string ActionLineText(const LogRow& row) {
  std::string text = row.at("time") + " " + row.at("action") + " by " +
                     row.at("user") + ": " + row.at("result");
  if (Has(row, "recipients")) text += ", for " + row.at("recipients");
  return DetailLine("since", text);
}

std::string FileLines(const HeldDetails& details) {
  std::string text = DetailLine("file", EscapeField(details.place.Path()));
  text += DetailLine("mark", MarkText(details.file));
  if (!details.file.block || !details.file.doubt.empty()) return text;
  const HeldMessage& held = details.file.block->held;
  for (const std::string& recipient : held.recipients)
    text += DetailLine("recipient", EscapeField(recipient));
  return text + PartTree(held.parts, held.findings);
}

Json RowJson(const LogRow& row) {
  Json json = Json::object();
  for (const auto& [column, field] : row) {
    const bool list = std::find(kLists.begin(), kLists.end(), column) !=
                      kLists.end();
    if (list)
      json[column] = JsonTexts(Items(row, column));
    else
      json[column] = field == "-" ? "" : field;
  }
  return json;
}

Json RowsJson(const std::vector<LogRow>& rows) {
  Json list = Json::array();
  for (const LogRow& row : rows) list.push_back(RowJson(row));
  return list;
}

}  // namespace

bool Explanation::Empty() const {
  return messages.empty() && kept.empty() && actions.empty() && files.empty();
}

std::string ExplanationText(const Explanation& explanation) {
  std::string text = DetailLine("id", EscapeField(explanation.id));
  if (explanation.messages.empty())
    text += DetailLine("message", "messages.log does not tell of it any more");
  for (const LogRow& row : explanation.messages) text += MessageLines(row);
  for (const LogRow& row : explanation.kept) text += KeptLine(row);
  for (const LogRow& row : explanation.actions) text += ActionLineText(row);
  for (const HeldDetails& file : explanation.files) text += FileLines(file);
  return text;
}

std::string ExplanationAsJson(const Explanation& explanation) {
  Json json = {{"id", JsonText(explanation.id)},
               {"messages", RowsJson(explanation.messages)},
               {"kept", RowsJson(explanation.kept)},
               {"actions", RowsJson(explanation.actions)},
               {"files", Json::array()}};
  for (const HeldDetails& file : explanation.files)
    json["files"].push_back(Json::parse(DetailsAsJson(file)));
  return JsonLine(json);
}

}  // namespace sallyport
