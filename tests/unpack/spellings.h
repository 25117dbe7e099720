// Header fields of an attachment that some mail program takes for a name
// evil.exe: each is a spelling of its own.

#ifndef SALLYPORT_TESTS_UNPACK_SPELLINGS_H_
#define SALLYPORT_TESTS_UNPACK_SPELLINGS_H_

#include <string>
#include <vector>

namespace sallyport {

using namespace std::string_literals;

inline std::string Filename(const std::string& value) {
  return "Content-Disposition: attachment; filename=" + value;
}

inline std::string Quoted(const std::string& value) {
  return Filename("\"" + value + "\"");
}

inline const std::vector<std::string>& EvilSpellings() {
  static const std::vector<std::string> spellings = {
      // Where it stands.
      Filename("evil.exe"),
      Quoted("evil.exe"),
      "Content-Type: application/x; name=evil.exe",
      "Content-Type: application/x; name=\"evil.exe\"",
      "Content-Type: application/x; filename=evil.exe",
      "Content-Disposition: attachment; name=evil.exe",
      "Content-Disposition: inline; filename=evil.exe",
      "Content-Disposition: filename=evil.exe",
      "Content-Disposition: x; FILENAME=EVIL.EXE",
      "CONTENT-DISPOSITION: ATTACHMENT; FileName=\"Evil.Exe\"",
      "content-disposition:attachment;filename=evil.exe",
      "Content-Description: evil.exe",
      "Content-Location: http://example.com/a/evil.exe",
      "Content-Location: evil.exe?x=y",
      "Content-Location: http://example.com/a/evil%2Eexe#top",
      "Content-ID: <evil.exe>",
      "Content-ID: <evil.exe@example.com>",
      "Content-Description: =?utf-8?B?ZXZpbC5leGU=?=",
      // Several.
      Filename("a.txt; filename=evil.exe"),
      Filename("evil.exe; filename=a.txt"),
      Filename("a.txt; name=evil.exe"),
      Filename("a.txt\nContent-Type: application/x; name=evil.exe"),
      Filename("a.txt\nContent-Disposition: attachment; filename=evil.exe"),
      Filename("evil.exe\nContent-Disposition: attachment; filename=a.txt"),
      Filename("\"a.txt\"; filename*=utf-8''evil.exe"),
      Filename("\"evil.exe\"; filename*=utf-8''a.txt"),
      Filename("a.txt filename=evil.exe"),
      Filename("a.txt, filename=evil.exe"),
      Filename("\"a.txt\" filename=\"evil.exe\""),
      Filename("\"a.txt; filename=evil.exe\""),
      Filename("; filename=evil.exe"),
      Filename("\"\"; filename=evil.exe"),
      // Blanks, signs and folding around it.
      "Content-Disposition: attachment; filename = evil.exe",
      "Content-Disposition: attachment; filename =\"evil.exe\"",
      "Content-Disposition: attachment; filename=\t\"evil.exe\"",
      "Content-Disposition: attachment;\n filename=evil.exe",
      "Content-Disposition: attachment;\n\tfilename=\n\t\"evil.exe\"",
      "Content-Disposition:\n attachment; filename=\"evil.exe\"",
      "Content-Disposition: attachment filename=evil.exe",
      "Content-Disposition: attachment,filename=evil.exe",
      "Content-Disposition: attachment;;; ; filename=evil.exe;",
      "Content-Disposition: ; filename=evil.exe",
      "Content-Disposition: attachment; x=\"unclosed; filename=evil.exe",
      "Content-Disposition: attachment; filename=evil.exe; size=3",
      Filename("\"evil\n .exe\""),
      Filename("\"evil.\n\texe\""),
      Filename("\"evil.ex\n e\""),
      Filename("\"evil.exe\n \""),
      Filename("\"\r\n evil.exe\""),
      // Quotes, escapes, comments.
      Filename("\"evil.exe"),
      Filename("evil.exe\""),
      Filename("'evil.exe'"),
      Filename("'evil.exe"),
      Filename("\"\"evil.exe\"\""),
      Filename("\"evil\".exe"),
      Filename("evil\".exe\""),
      Filename("ev\"il\".exe"),
      Filename("\"evil.exe\\\""),
      Filename("\"evil.exe\\\"; x=y\""),
      Filename("\"evil\\.exe\""),
      Filename("\"\\e\\v\\i\\l\\.\\e\\x\\e\""),
      Filename("<evil.exe>"),
      Filename("evil.exe (a comment)"),
      Filename("(a comment) evil.exe"),
      Filename("(a (nested) comment)evil.exe(x)"),
      Filename("evil(comment).exe"),
      "Content-Disposition: attachment; filename(comment)=evil.exe",
      "Content-Disposition: attachment; filename (c) = \"evil.exe\"",
      "Content-Disposition: attachment (c); filename=evil.exe",
      Filename("evil.exe, and more"),
      Filename("evil.exe and more words"),
      Filename("my evil.exe"),
      Filename("evil.exe[1]"),
      // What a system takes away.
      Quoted("evil.exe."),
      Quoted("evil.exe..."),
      Quoted("evil.exe. . ."),
      Quoted("evil.exe   "),
      Quoted("evil.exe\t"),
      Quoted("  evil.exe"),
      Quoted("evil .exe"),
      Quoted("evil.exe;"),
      Quoted("evil.exe::$DATA"),
      Quoted("evil.exe:$DATA"),
      Quoted("evil.exe::$data. "),
      Quoted("evil.exe:stream:$DATA"),
      Quoted("evil.exe:picture.jpg"),
      Quoted("Disk:Folder:evil.exe"),
      Quoted("C:evil.exe"),
      Quoted("C:\\\\temp\\\\evil.exe"),
      Quoted("C:\\temp\\evil.exe"),
      Quoted("../../evil.exe"),
      Quoted("/tmp/evil.exe"),
      Quoted("evil.exe/"),
      Quoted("evil.exe/."),
      Quoted("evil.exe\\\\"),
      Quoted("\\\\\\\\host\\\\share\\\\evil.exe"),
      Quoted("evil.txt.exe"),
      Quoted("evil.txt                              .exe"),
      // Characters nobody sees.
      Quoted("evil\x01.exe"),
      Quoted("evil.e\x7Fxe"),
      Quoted("evil.e\xC2\xADxe"),  // soft hyphen
      Quoted("evil.\xE2\x80\x8B"
             "exe"),  // zero-width space
      Quoted("evil.ex\xE2\x80\x8D"
             "e"),                        // joiner
      Quoted("evil.exe\xEF\xBB\xBF"),     // byte order mark
      Quoted("evil\xE2\x81\xA0.exe"),     // word joiner
      Quoted("evil.exe\xE2\x80\x8E"),     // left-to-right mark
      Quoted("evil\xE2\x80\xAEgpj.exe"),  // right-to-left override
      Quoted("\xE2\x80\xAE"
             "exe.live"),  // shown as evil.exe
      Quoted("ev\xE2\x80\xAE"
             "exe.li\xE2\x80\xAC"),
      Quoted("evil.exe\xE3\x85\xA4"),      // Hangul filler
      Quoted("evil.exe\xE2\xA0\x80"),      // braille blank
      Quoted("evil.e\xEF\xB8\x8Fxe"),      // variation selector
      Quoted("evil.e\xCD\x8Fxe"),          // grapheme joiner
      Quoted("evil.exe\xF3\xA0\x80\xA0"),  // a tag
      Quoted("evil.exe\xC2\xA0"),          // no-break space
      Quoted("evil.exe\xE2\x80\x83"),      // em space
      Quoted("evil.exe\xE3\x80\x80"),      // ideographic space
      Quoted("evil.exe\xC2\x85"),          // next line
      Quoted("evil.exe\xE2\x80\xA8"),      // line separator
      // Characters that are forms of others.
      Quoted("evil\xEF\xBC\x8E"
             "exe"),  // full-width stop
      Quoted("evil\xE2\x80\xA4"
             "exe"),  // one dot leader
      Quoted("evil\xEF\xB9\x92"
             "exe"),  // small stop
      Quoted("evil\xE3\x80\x82"
             "exe"),  // ideographic stop
      Quoted("evil\xE2\x80\xA5"
             "exe"),                                        // two dot leader
      Quoted("evil.\xEF\xBD\x85\xEF\xBD\x98\xEF\xBD\x85"),  // full-width
      Quoted("evil.\xE1\xB5\x89\xCB\xA3\xE1\xB5\x89"),      // superscripts
      Quoted("evil.\xE2\x93\x94\xE2\x93\xA7\xE2\x93\x94"),  // circled
      Quoted("evil.\xF0\x9D\x90\x9E\xF0\x9D\x90\xB1\xF0\x9D\x90\x9E"),  // bold
      Quoted("evil.\xF0\x9D\x9A\x8E\xF0\x9D\x9A\xA1\xF0\x9D\x9A\x8E"),
      Quoted("evil.e\xE2\x85\xB9"
             "e"),                               // small roman ten
      Quoted("evil.\xE2\x84\xAFx\xE2\x84\xAF"),  // script e
      Quoted("evil.EX\xE2\x84\xB0"),             // script E
      // RFC 2047.
      Quoted("=?utf-8?B?ZXZpbC5leGU=?="),
      Filename("=?utf-8?B?ZXZpbC5leGU=?="),
      Quoted("=?utf-8?b?ZXZpbC5leGU?="),
      Quoted("=?UTF-8?Q?evil=2Eexe?="),
      Quoted("=?utf-8?q?evil=2eexe?="),
      Quoted("=?iso-8859-1?Q?evil.exe?="),
      Quoted("=?utf-8*en?Q?evil.exe?="),
      Quoted("=?x-unknown?Q?evil.exe?="),
      Quoted("=??Q?evil.exe?="),
      Quoted("=?utf-8?Q?evil?= =?utf-8?Q?.exe?="),
      Quoted("=?utf-8?Q?evil?=\n =?utf-8?Q?.exe?="),
      Quoted("=?utf-8?Q?evil?==?utf-8?Q?.exe?="),
      Quoted("=?utf-8?B?ZXZpbC5?= =?utf-8?B?leGU=?="),
      Quoted("=?utf-8?B?ZXZpbC4=?= =?iso-8859-1?Q?exe?="),
      Quoted("evil=?utf-8?Q?.exe?="),
      Quoted("=?utf-8?Q?evil?=.exe"),
      Quoted("=?utf-8?B?ZXZpbC5leGU="),
      Quoted("=?utf-8?Q?evil=2Eexe"),
      Quoted("=?utf-8?Q?evil=2Eexe?"),
      Quoted("=?utf-8?Q?evil =2E exe?="),
      Quoted("=?utf-8?Q?evil.exe_?="),
      Quoted("=?utf-8?B?ZXZp bC5l eGU=?="),
      Quoted("=?utf-8?B?ZXZp*bC5l*eGU=?="),
      Quoted("=? utf-8 ? B ? ZXZpbC5leGU= ?="),
      Quoted("=?utf-8?B?ZXZpbC5leGU==?="),
      Quoted("=?utf-8?Q?=65=76=69=6C=2E=65=78=65?="),
      Quoted("=?utf-7?Q?evil+AC4-exe?="),
      Quoted("=?utf-7?Q?+AGUAdgBpAGwALgBlAHgAZQ-?="),
      Quoted("=?utf-16?B?/v8AZQB2AGkAbAAuAGUAeABl?="),
      Quoted("=?utf-16le?B?ZQB2AGkAbAAuAGUAeABlAA==?="),
      Quoted("=?utf-16be?Q?=00e=00v=00i=00l=00.=00e=00x=00e?="),
      Quoted("=?cp037?Q?=85=A5=89=93=4B=85=A7=85?="),
      Quoted("=?iso-2022-jp?Q?evil.=1B(Bexe?="),
      Quoted("=?utf-8?B?PT91dGYtOD9RP2V2aWwuZXhlPz0=?="),  // a word in a word
      // RFC 2231.
      "Content-Disposition: attachment; filename*=utf-8''evil.exe",
      "Content-Disposition: attachment; filename*=utf-8''evil%2Eexe",
      "Content-Disposition: attachment; filename*=UTF-8'en'%65%76il%2eexe",
      "Content-Disposition: attachment; filename*=''evil%2Eexe",
      "Content-Disposition: attachment; filename*=evil%2Eexe",
      "Content-Disposition: attachment; filename*=utf-8'evil%2Eexe",
      "Content-Disposition: attachment; filename*=\"utf-8''evil%2Eexe\"",
      "Content-Disposition: attachment; filename*=x-unknown''evil%2Eexe",
      "Content-Disposition: attachment; filename*=utf-7''evil+AC4-exe",
      "Content-Disposition: attachment; filename*=utf-7''evil%2BAC4-exe",
      "Content-Disposition: attachment; "
      "filename*=utf-16''%FE%FF%00e%00v%00i%00l%00.%00e%00x%00e",
      "Content-Disposition: attachment; "
      "filename*=utf-16''e%00v%00i%00l%00.%00e%00x%00e%00",
      "Content-Disposition: attachment; "
      "filename*=cp500''%85%A5%89%93%4B%85%A7%85",
      "Content-Disposition: attachment; filename*0=evil; filename*1=.exe",
      "Content-Disposition: attachment; filename*0=\"evil.\"; filename*1=exe",
      "Content-Disposition: attachment; filename*1=.exe; filename*0=evil",
      "Content-Disposition: attachment; filename*0*=utf-8''evil%2E; "
      "filename*1=exe",
      "Content-Disposition: attachment; filename*0=evil; filename*1*=%2Eexe",
      "Content-Disposition: attachment; filename*0*=utf-8''ev; "
      "filename*1*=il%2; filename*2*=Eexe",
      "Content-Disposition: attachment; filename*0=evil; filename*2=.exe",
      "Content-Disposition: attachment; filename*0=evil.exe; filename*2=.txt",
      "Content-Disposition: attachment; filename*1=evil; filename*2=.exe",
      "Content-Disposition: attachment; filename*1=evil.exe",
      "Content-Disposition: attachment; filename*00=evil; filename*01=.exe",
      "Content-Disposition: attachment; filename*0=evil; filename*1=.exe; "
      "filename*1=.txt",
      "Content-Disposition: attachment; filename*0=evil; filename*1=.txt; "
      "filename*1=.exe",
      "Content-Disposition: attachment; filename*10=.exe; filename*9=evil; "
      "filename*0=; filename*1=; filename*2=; filename*3=; filename*4=; "
      "filename*5=; filename*6=; filename*7=; filename*8=",
      "Content-Disposition: attachment; filename *0 = evil; filename * 1=.exe",
      "Content-Type: a/b; name*0*=utf-8''evil; name*1*=%2Eexe",
      "Content-Disposition: attachment; filename*0=\"=?utf-8?B?ZXZpb\"; "
      "filename*1=\"C5leGU=?=\"",
      "Content-Disposition: attachment; filename=utf-8''evil%2Eexe",
      "Content-Disposition: attachment; filename*=utf-8''a.txt; "
      "filename*=utf-8''evil.exe",
      // Other encodings, and one in another.
      Quoted("evil%2Eexe"),
      Quoted("evil.%65x%65"),
      Quoted("evil.exe%00.txt"),
      Quoted("evil.exe%20"),
      Quoted("evil&#46;exe"),
      Quoted("evil&#x2E;exe"),
      Quoted("evil&period;exe"),
      Quoted("&#101;vil.&#101;xe"),
      Quoted("evil%252Eexe"),
      Quoted("=?utf-8?Q?evil%2Eexe?="),
      Quoted("=?utf-8?Q?evil=EF=BC=8Eexe?="),
      "Content-Disposition: attachment; filename*=utf-8''evil%EF%BC%8Eexe",
      "Content-Disposition: attachment; filename*=utf-8''evil.e%C2%ADxe",
      "Content-Disposition: attachment; filename*=utf-8''evil.exe%00.txt",
      "Content-Disposition: attachment; filename*=utf-8''..%2Fevil.exe%2F",
      // Fields that are odd in themselves.
      "Content-Disposition : attachment; filename=evil.exe",
      "Content-Disposition: attachment;\r filename=evil.exe",
      "Content-Disposition: attachment; \"filename\"=evil.exe",
      "Content-Disposition: attachment; file%6Eame=evil.exe",
      "Content-Disposition: attachment; filename**=evil.exe",
      "Content-Disposition: attachment; filename*a=evil.exe",
      "Content-Disposition: attachment; =?utf-8?Q?filename?==evil.exe",
      "Content-Disposition: =?utf-8?Q?attachment;_filename=3Devil.exe?=",
      "Content-Type: a/b; x-mac-name=evil.exe",
      "Content-Disposition: attachment; filename=\"a\0evil.exe\""s,
      "Content-Disposition: attachment; filename=\"evil.e\0xe\""s,
      "Content-Disposition: attachment; filename=\"evil.exe\0.txt\""s,
      "Content-Disposition: attachment; file\0name=evil.exe"s,
      "Content-Disposition: attachment; filename=\0\"evil.exe\""s,
      Quoted("evil.exe|"),
      Quoted("evil.e*xe"),
      Quoted("evil.exe\xA0"),
      Quoted("evil.e\xADxe"),
      // Long ones.
      Quoted(std::string(300, 'a') + "evil.exe"),
      Quoted(std::string(3000, 'a') + "evil.exe"),
      Quoted(std::string(30000, 'a') + "evil.exe"),
      Quoted("evil.exe" + std::string(3000, ' ')),
      Quoted("evil.exe" + std::string(3000, '.')),
  };
  return spellings;
}

}  // namespace sallyport

#endif  // SALLYPORT_TESTS_UNPACK_SPELLINGS_H_
