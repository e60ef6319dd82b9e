#include "source/scripts.h"

#define ALPHABET(name, letters) static const tenor__script name = {letters, true};
#define SIGNS(name, characters) static const tenor__script name = {characters, false};

ALPHABET(french, "éàèêçôîûùâœëï")
ALPHABET(german, "üäöß")
ALPHABET(spanish, "óíáéñúü¿¡ºª")
ALPHABET(portuguese, "ãçáéíõêóúâàô")
ALPHABET(italian, "àèùòéì")
ALPHABET(dutch, "ëéïöüèà")
ALPHABET(danish, "øåæé")
ALPHABET(swedish, "äåöé")
ALPHABET(icelandic, "íáðþöúóéæý")
ALPHABET(catalan, "àéèóòíúçïü·")

ALPHABET(polish, "łęąóżśćńź")
ALPHABET(czech, "íáéěřýčžšůúťóďň")
ALPHABET(slovak, "áíéýčžšúľťôňäóďĺŕ")
ALPHABET(hungarian, "áéöóőüíúű")
ALPHABET(romanian, "ăîâşţșț")
ALPHABET(croatian, "čšžćđ")

ALPHABET(turkish, "ıüşğöçâî")
ALPHABET(lithuanian, "ėšųžįčąūę")
ALPHABET(latvian, "āīēšūņļģžčķ")
ALPHABET(estonian, "äõüöšž")

ALPHABET(russian, "оеаинтсрвлкмдпуыяьзбгчйхжюшцщэфъё№")
ALPHABET(ukrainian, "оанитівресклудмпязьбгйчхжюцшєїфщґ")
ALPHABET(bulgarian, "аиоетнрсвлкдпмзъгуячбщйхжшцюф")
ALPHABET(serbian, "аиоенрстукдвјмплзгбцхшчћђжљфњџ")
ALPHABET(belarusian, "аніоерцсяктлўддыумвпзбгйьчшжхюёфэ")

ALPHABET(greek, "αοιτεςνσρηκπυλμίάόέγωήδχθφύβώξζψϊ")
ALPHABET(hebrew, "יוהלאמרתבשנעםדקחפטגסכןצךזףץ")
ALPHABET(arabic, "ايلمنورتهبعدسفكةقحأجىشصطخذضإثزغئءظآؤ،ًـ؟")
ALPHABET(thai, "านรอกเงมยลวดทสตัะปบคหแจพช่ี้ิไขใโผซถญศธฟภฉฐๆ็ืุู์ำึ")

SIGNS(simplified, "的一是不了在有人这我上大来个到说们为你中他地出要以时和就也可生会着没那自能后天下过好"
                  "子去作年得里家对多么看想起用学小心如点只还事成开工分面前经动法无发道日手情现进行都样"
                  "质量很差店房间服务评论本标签失望谢再快慢东西买送")
SIGNS(traditional, "的一是不了在有人這我上大來個到說們為你中他地出要以時和就也可生會著沒那自能後天下過好"
                   "子去作年得裡家對多麼看想起用學小心如點只還事成開工分面前經動法無發道日手情現進行都樣"
                   "質量很差店房間服務評論本標籤失望謝再快慢東西買送台灣")
SIGNS(japanese, "のいにたはるをとしてがでなすれっらかりまさもこあよくうきどみつけだせんえおわそちろじめや"
                "ンスーるトアイラリドルカレタクロシテジィップコマグデサバ日本人大年中出会一国事者社分時"
                "生行見気方長手上自前何良悪店品買物料理感想満足残念普通使味高安新")
SIGNS(korean, "이다는에의가을고하지를한은로도기어서나사아그있인리자시들해것라만수대정일보여스과게으안부장전"
              "상거면우주었니적오없요구제했비까화원것마신무조말성내중문소트연방유생세야동계미바아공선당영"
              "와며려최좋습않")

const char tenor__script_marks[] = "\xC2\xA0’“”…–—‘«»°€•„£·´©®§™½²¡¿¼¾×±"
                                   "，。、！？：；（）「」『』“”《》・〜～￥　";

const tenor__script_encoding tenor__script_encodings[] = {
    {"Windows-1252",
     0,
     {&french, &german, &spanish, &portuguese, &italian, &dutch, &danish, &swedish, &icelandic, &catalan},
     {0, 0}},
    {"Windows-1250", 2, {&polish, &czech, &slovak, &hungarian, &romanian, &croatian}, {0, 0}},
    {"ISO-8859-2", 3.5, {&polish, &czech, &slovak, &hungarian, &romanian, &croatian}, {0, 0}},
    {"Windows-1254", 2.5, {&turkish}, {0, 0}},
    {"Windows-1257", 4, {&lithuanian, &latvian, &estonian}, {0, 0}},
    {"Windows-1251", 1, {&russian, &ukrainian, &bulgarian, &serbian, &belarusian}, {0, 0}},
    {"KOI8-R", 3, {&russian}, {0, 0}},
    {"KOI8-U", 5, {&ukrainian}, {0, 0}},
    {"ISO-8859-5", 5, {&russian, &bulgarian, &serbian}, {0, 0}},
    {"CP866", 4, {&russian}, {0, 0}},
    {"Windows-1253", 3, {&greek}, {0, 0}},
    {"ISO-8859-7", 4, {&greek}, {0, 0}},
    {"Windows-1255", 3, {&hebrew}, {0, 0}},
    {"Windows-1256", 3, {&arabic}, {0, 0}},
    {"Windows-874", 3, {&thai}, {0, 0}},
    {"GB18030", 1, {&simplified, &traditional}, {0xB0, 0xD7}},
    {"Big5", 2, {&traditional}, {0xA4, 0xC6}},
    {"Shift-JIS", 2, {&japanese}, {0x88, 0x97}},
    {"EUC-JP", 3, {&japanese}, {0xB0, 0xCF}},
    {"EUC-KR", 2, {&korean}, {0xB0, 0xC8}},
};
const size_t tenor__script_encoding_count = sizeof tenor__script_encodings / sizeof *tenor__script_encodings;
