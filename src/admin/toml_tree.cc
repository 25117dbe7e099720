#include "admin/toml_tree.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <exception>
#include <stdexcept>
#include <string>
#include <utility>

// What the parser holds impossible is text that it does not understand, told
// as any other; by itself it would end the process.
[[noreturn]] static void TellImpossible(const char* what) {
  throw std::logic_error(std::string("not understood: ") + what);
}
#define TOML_ASSERT(holds) \
  ((holds) ? static_cast<void>(0) : TellImpossible(#holds))
#include <toml++/toml.h>

#include "base/fd.h"
#include "base/io.h"

namespace sallyport {

namespace {

struct Ordered {
  toml::source_position at;
  TomlNode node;
};

TomlNode Convert(const toml::node& from, const std::string& file);

void ConvertTable(const toml::table& table, const std::string& file,
                  TomlNode* node) {
  node->kind = TomlNode::Kind::kTable;
  std::vector<Ordered> members;
  for (const auto& [key, value] : table) {
    Ordered member{key.source().begin, Convert(value, file)};
    member.node.key = std::string(key.str());
    member.node.place.line = static_cast<int>(key.source().begin.line);
    members.push_back(std::move(member));
  }
  std::stable_sort(members.begin(), members.end(),
                   [](const Ordered& a, const Ordered& b) {
                     return a.at < b.at;
                   });
  for (Ordered& member : members) node->items.push_back(std::move(member.node));
}

TomlNode Convert(const toml::node& from, const std::string& file) {
  using enum TomlNode::Kind;
  TomlNode node;
  node.place = {file, static_cast<int>(from.source().begin.line)};
  if (const auto* table = from.as_table()) {
    ConvertTable(*table, file, &node);
  } else if (const auto* list = from.as_array()) {
    node.kind = kList;
    for (const toml::node& item : *list)
      node.items.push_back(Convert(item, file));
  } else if (const auto* text = from.as_string()) {
    node.kind = kText;
    node.text = text->get();
  } else if (const auto* integer = from.as_integer()) {
    node.kind = kInteger;
    node.integer = integer->get();
  } else if (const auto* real = from.as_floating_point()) {
    node.kind = kReal;
    node.real = real->get();
  } else if (const auto* flag = from.as_boolean()) {
    node.kind = kFlag;
    node.flag = flag->get();
  } else {
    node.kind = kTime;
  }
  return node;
}

}  // namespace

const TomlNode* TomlNode::Find(std::string_view name) const {
  for (const TomlNode& item : items)
    if (item.key == name) return &item;
  return nullptr;
}

bool ParseToml(std::string_view text, const std::string& name,
               TomlNode* root, TomlMistake* mistake) {
  try {
    const toml::table table = toml::parse(text, std::string_view(name));
    *root = Convert(table, name);
    root->place.line = 1;
    return true;
  } catch (const toml::parse_error& error) {
    mistake->place = {name, std::max(1, static_cast<int>(
                                            error.source().begin.line))};
    mistake->text = error.description();
  } catch (const std::exception& error) {
    mistake->place = {name, 1};
    mistake->text = error.what();
  }
  return false;
}

bool ReadToml(const std::string& file, TomlNode* root, TomlMistake* mistake) {
  const Fd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat status = {};
  int err = 0;
  if (!fd.valid() || ::fstat(fd.get(), &status) != 0)
    err = errno;
  else if (S_ISDIR(status.st_mode))
    err = EISDIR;
  if (err == 0) {
    const Result<std::string> text = ReadToEnd(fd.get(), kMaxTomlBytes);
    if (text.ok()) return ParseToml(text.value(), file, root, mistake);
    err = text.error().err;
  }
  mistake->place = {file, 1};
  mistake->text = std::string("cannot be read: ") + std::strerror(err);
  mistake->unreadable = true;
  return false;
}

std::string TomlString(std::string_view text) {
  // A literal string needs no escapes, which keeps regexes legible.
  const auto plain = [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x20 && byte != 0x7F && c != '\'';
  };
  const bool backslash = text.find('\\') != std::string_view::npos ||
                         text.find('"') != std::string_view::npos;
  if (backslash && std::all_of(text.begin(), text.end(), plain))
    return "'" + std::string(text) + "'";
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20 || byte == 0x7F) {
      std::array<char, 8> escape;
      std::snprintf(escape.data(), escape.size(), "\\u%04x", byte);
      out += escape.data();
    } else {
      out += c;
    }
  }
  return out + "\"";
}

}  // namespace sallyport
