// Text, and what kind: by its first line or tag. Whatever holds control bytes
// that no text has is not text.

#include <algorithm>
#include <array>

#include "mail/address.h"
#include "unpack/charset.h"
#include "unpack/type.h"

namespace sallyport {

namespace {

using namespace std::string_view_literals;

// As much as a reader of markup looks at.
constexpr size_t kLookBytes = 1024;
// As much as must be text for all of it to be taken as text.
constexpr size_t kTextBytes = 4096;

bool IsTextByte(unsigned char c) {
  // Tab to carriage return, escape (ISO-2022), substitute (old ends of file).
  return c >= 0x20 ? c != 0x7F
                   : (c >= 0x08 && c <= 0x0D) || c == 0x1B || c == 0x1A;
}

bool IsText(std::string_view head) {
  return std::all_of(head.begin(), head.end(), [](char c) {
    return IsTextByte(static_cast<unsigned char>(c));
  });
}

struct Opening {
  std::string_view text;  // lower case
  std::string_view name;
};

constexpr std::array kOpenings = {
    Opening{"<!doctype html", "text/html"},
    Opening{"<html", "text/html"},
    Opening{"<head", "text/html"},
    Opening{"<body", "text/html"},
    Opening{"<script", "text/html"},
    Opening{"<iframe", "text/html"},
    Opening{"<meta", "text/html"},
    Opening{"<title", "text/html"},
    Opening{"<style", "text/html"},
    Opening{"<table", "text/html"},
    Opening{"<div", "text/html"},
    Opening{"<p>", "text/html"},
    Opening{"<!--", "text/html"},
    Opening{"<svg", "image/svg+xml"},
    Opening{"<?php", "text/x-php"},
    Opening{"{\\rtf", "text/rtf"},
    Opening{"#!", "text/x-script"},
    Opening{"begin:vcalendar", "text/calendar"},
    Opening{"begin:vcard", "text/vcard"},
    Opening{"-----begin pgp message-----", "application/pgp-encrypted"},
    Opening{"-----begin pgp signature-----", "application/pgp-signature"},
    Opening{"-----begin pgp public key", "application/pgp-keys"},
    Opening{"-----begin ", "application/x-pem-file"},
    Opening{"[internetshortcut]", "application/x-mswinurl"},
    Opening{"[autorun]", "application/x-wine-extension-inf"},
    Opening{"windows registry editor", "text/x-ms-regedit"},
    Opening{"regedit4", "text/x-ms-regedit"},
};

/// "begin 644 name": three or four octal digits.
bool IsUuencode(std::string_view text) {
  constexpr std::string_view kBegin = "begin ";
  if (!text.starts_with(kBegin)) return false;
  text.remove_prefix(kBegin.size());
  const size_t digits = text.find_first_not_of("01234567");
  return digits != std::string_view::npos && digits >= 3 && digits <= 4 &&
         text[digits] == ' ';
}

constexpr std::array kFieldNames = {
    "received"sv,
    "return-path"sv,
    "delivered-to"sv,
    "from"sv,
    "to"sv,
    "cc"sv,
    "subject"sv,
    "date"sv,
    "message-id"sv,
    "mime-version"sv,
    "content-type"sv,
    "reply-to"sv,
    "x-mailer"sv,
    "content-transfer-encoding"sv,
    "dkim-signature"sv,
    "x-sender"sv,
    "x-original-to"sv,
};

/// Two known header fields in a row, before anything that is no field.
bool IsMessage(std::string_view lower) {
  if (lower.starts_with("from ")) {
    const size_t end = lower.find('\n');
    if (end == std::string_view::npos) return false;
    lower.remove_prefix(end + 1);
  }
  int known = 0;
  while (!lower.empty() && known < 2) {
    const std::string_view line = lower.substr(0, lower.find('\n'));
    const bool folded = line.starts_with(' ') || line.starts_with('\t');
    const size_t colon = line.find(':');
    if (!folded) {
      if (colon == std::string_view::npos || colon == 0) return false;
      const std::string_view name = line.substr(0, colon);
      if (name.find_first_of(" \t") != std::string_view::npos) return false;
      if (std::find(kFieldNames.begin(), kFieldNames.end(), name) !=
          kFieldNames.end())
        ++known;
    }
    lower.remove_prefix(std::min(lower.size(), line.size() + 1));
  }
  return known >= 2;
}

Type XmlKind(std::string_view lower) {
  if (lower.find("<svg") != std::string_view::npos)
    return {"image/svg+xml", Container::kNone, true};
  if (lower.find("<html") != std::string_view::npos)
    return {"application/xhtml+xml", Container::kNone, true};
  return {"text/xml", Container::kNone, true};
}

}  // namespace

Type DetectText(std::string_view head) {
  if (WideCharset(head) != Charset::kOther)
    return {"text/plain", Container::kNone, true};
  if (!IsText(head.substr(0, kTextBytes))) return {std::string_view()};
  if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
  const std::string lower = LowerCase(head.substr(0, kLookBytes));
  const size_t first =
      std::min(lower.find_first_not_of(" \t\r\n\f"), lower.size());
  const std::string_view text = std::string_view(lower).substr(first);
  if (text.starts_with("<?xml")) return XmlKind(text);
  for (const Opening& opening : kOpenings)
    if (text.starts_with(opening.text))
      return {opening.name, Container::kNone, true};
  if (IsUuencode(text)) return {"text/x-uuencode", Container::kNone, true};
  if (IsMessage(lower)) return {"message/rfc822", Container::kNone, true};
  if (text.find("<html") != std::string_view::npos)
    return {"text/html", Container::kNone, true};
  return {"text/plain", Container::kNone, true};
}

}  // namespace sallyport
