// MANIFEST: what the message was opened up into, one part a line,
// tab-delimited, fields escaped (base/escape.h), first line the columns:
//
//   part parent depth kind name names type bytes sha256 flags
//
// Part 0 is the raw message; its parent is "-". `names` and `flags` are comma
// lists.

#ifndef SALLYPORT_MAIL_MANIFEST_H_
#define SALLYPORT_MAIL_MANIFEST_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sallyport {

inline constexpr std::string_view kManifestColumns =
    "part\tparent\tdepth\tkind\tname\tnames\ttype\tbytes\tsha256\tflags";

struct ManifestRow {
  int part = 0;
  int parent = -1;
  int depth = 0;
  std::string kind;                // message, leaf, member, inline, ...
  std::string name;                // as the first reader would show it
  std::vector<std::string> names;  // all other readings
  std::string type;                // by content
  uint64_t bytes = 0;
  std::string sha256;              // hexadecimal
  std::vector<std::string> flags;  // encrypted, damaged, limit, ...
};

/// One line, without its newline.
std::string FormatManifestRow(const ManifestRow& row);
Result<ManifestRow> ParseManifestRow(std::string_view line);

/// All of the file, with the line of columns.
std::string FormatManifest(const std::vector<ManifestRow>& rows);
Result<std::vector<ManifestRow>> ParseManifest(std::string_view text);

}  // namespace sallyport

#endif  // SALLYPORT_MAIL_MANIFEST_H_
