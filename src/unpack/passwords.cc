#include "unpack/passwords.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdlib>

#include "mail/address.h"

namespace sallyport {

namespace {

// In lower case; capital letters beyond ASCII are listed by themselves.
constexpr std::array<std::string_view, 30> kWordsForPassword = {
    "passw",     "pass:",  "pwd",       "passphrase", "kennwort",
    "zugangs",   "mot de passe", "mdp", "contrase",   "clave",
    "senha",     "parol",  "wachtwoord", "lösenord",  "salasana",
    "adgangskode", "hasł", "heslo",     "jelsz",      "şifre",
    "пароль",    "Пароль", "ПАРОЛЬ",    "κωδικ",      "סיסמ",
    "كلمة",      "密码",   "密碼",      "パスワード", "비밀번호"};
// How far from such a word a password may stand.
constexpr size_t kBytesBefore = 120;
constexpr size_t kBytesBehind = 300;
constexpr size_t kLeastWord = 3;
constexpr size_t kMostWord = 64;
constexpr std::string_view kSeparators(" \t\r\n\0<>", 7);
constexpr std::string_view kPunctuation = "\"'`()[]{},.;:!?*_=";

}  // namespace

Passwords Passwords::FromEnvironment() {
  Passwords passwords;
  const char* list = ::getenv("SALLYPORT_PASSWORDS");
  std::string_view rest = list == nullptr ? "" : list;
  while (!rest.empty()) {
    const std::string_view one = rest.substr(0, rest.find('\n'));
    if (!one.empty()) passwords.list_.emplace_back(one);
    rest.remove_prefix(std::min(rest.size(), one.size() + 1));
  }
  const char* in_text = ::getenv("SALLYPORT_PASSWORDS_IN_TEXT");
  passwords.wants_text_ =
      in_text != nullptr && std::string_view(in_text) == "true";
  return passwords;
}

void Passwords::NoteWord(std::string_view word) {
  if (words_ >= kMaxPasswordWords || word.size() < kLeastWord ||
      word.size() > kMostWord ||
      std::find(list_.begin(), list_.end(), word) != list_.end())
    return;
  list_.emplace_back(word);
  ++words_;
}

void Passwords::NoteText(std::string_view text) {
  text = text.substr(0, kMaxPasswordText);
  const std::string lower = LowerCase(text);
  std::vector<bool> near(text.size(), false);
  bool any = false;
  for (const std::string_view word : kWordsForPassword) {
    for (size_t at = lower.find(word); at != std::string::npos;
         at = lower.find(word, at + kBytesBefore)) {
      const size_t begin = at - std::min(at, kBytesBefore);
      const size_t end = std::min(text.size(), at + kBytesBehind);
      std::fill(near.begin() + static_cast<std::ptrdiff_t>(begin),
                near.begin() + static_cast<std::ptrdiff_t>(end), true);
      any = true;
    }
  }
  size_t at = 0;
  while (any && at < text.size()) {
    size_t end = text.find_first_of(kSeparators, at);
    if (end == std::string_view::npos) end = text.size();
    if (end > at && (near[at] || near[end - 1])) {
      std::string_view word = text.substr(at, end - at);
      NoteWord(word);
      // "password:secret" is one word to a blank.
      if (const size_t colon = word.find_first_of(":=");
          colon != std::string_view::npos)
        NoteWord(word.substr(colon + 1));
      const size_t first = word.find_first_not_of(kPunctuation);
      if (first != std::string_view::npos)
        NoteWord(word.substr(
            first, word.find_last_not_of(kPunctuation) - first + 1));
    }
    at = end + 1;
  }
}

void Passwords::Worked(size_t index) {
  std::rotate(list_.begin(), list_.begin() + static_cast<std::ptrdiff_t>(index),
              list_.begin() + static_cast<std::ptrdiff_t>(index) + 1);
}

}  // namespace sallyport
