#include "source/encoding_table.h"

/* In the Latin alphabet some words of ASCII tell the language. In English signs are about as frequent as letters. */
#define LATIN(name, density, letters, words)                                                                           \
    static const tenor__encoding_language name = {letters, words, true, density, 0.08};
#define ALPHABET(name, letters) static const tenor__encoding_language name = {letters, NULL, true, 0, 0.08};
#define SIGNS(name, characters) static const tenor__encoding_language name = {characters, NULL, false, 0, 0.08};

static const tenor__encoding_language english = {"éèçüöáñóíäàêôïëåøæâîãõúûßœšžýòìù",
                                                 "the and of to is in it that was with for you not are but this", true,
                                                 0.0005, 0.45};
LATIN(french, 0.04, "éàèêçôîûùâœëï", "le la les des est une et que dans pour vous pas ce du sur")
LATIN(german, 0.02, "üäöß", "der die und das ist nicht ein zu den mit von auf im eine dem")
LATIN(spanish, 0.025, "óíáéñúü¿¡ºª", "el la que los las una por con para es del se lo no como")
LATIN(portuguese, 0.035, "ãçáéíõêóúâàô", "que uma para com os do da em ou por um as dos se no")
LATIN(italian, 0.01, "àèùòéì", "il di che la non per una con sono della del si lo un le")
LATIN(dutch, 0.004, "ëéïöüèà", "het de een en van is niet dat op te voor zijn met ik")
LATIN(danish, 0.025, "øåæé", "og det at en er til ikke af for den som med jeg de")
LATIN(swedish, 0.045, "äåöé", "och att det en som inte av den med jag till om de")
LATIN(finnish, 0.05, "äöå", "ja on ei se oli mutta kun tai jos niin voidaan")
LATIN(icelandic, 0.1, "íáðþöúóéæý", "og er sem ekki ekkert til var um hann en")
LATIN(catalan, 0.025, "àéèóòíúçïü·", "el la els les que per amb del una es un no si")

LATIN(polish, 0.07, "łęąóżśćńź", "nie na jest dla lub przez oraz ale jak tego od po czy jako")
LATIN(czech, 0.13, "íáéěřýčžšůúťóďň", "na je se pro nebo jsou bude ve tak ale jako pokud")
LATIN(slovak, 0.11, "áíéýčžšúľťôňäóďĺŕ", "na je sa pre alebo nie bude ako ale tak aby")
LATIN(hungarian, 0.11, "áéöóőüíúű", "az nem hogy egy ez van vagy meg csak ha is")
LATIN(romanian, 0.05, "ăîâşţșț", "este nu cu pe sau din care pentru sunt fi mai de la un")
LATIN(croatian, 0.03, "čšžćđ", "je se na da za ne od ili koji su kao u bi")
LATIN(slovene, 0.03, "čšžćđ", "je se na da za ne ali ki pri ni so od")

LATIN(turkish, 0.1, "ıüşğöçâî", "bir ve bu da de ile ne olarak olan ya daha")
LATIN(lithuanian, 0.08, "ėšųžįčąūę", "ir kad yra tik su arba bus kaip nuo jei")
LATIN(latvian, 0.1, "āīēšūņļģžčķ", "un ir no ar uz par vai ka tiek lai")
LATIN(estonian, 0.05, "äõüöšž", "ja on ei ka oli kui mis ning see ta")

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

const char tenor__encoding_table_marks[] = "\xC2\xA0’“”…–—‘«»°€•„£·´©®§™½²¡¿¼¾×±µºª"
                                           "，。、！？：；（）「」『』“”《》・〜～￥　";

#define WEST                                                                                                           \
    {                                                                                                                  \
        &english, &french, &german, &spanish, &portuguese, &italian, &dutch, &danish, &swedish, &finnish, &icelandic,  \
            &catalan                                                                                                   \
    }

const tenor__encoding_entry tenor__encoding_table[] = {
    {"Windows-1252", 0, WEST, {0, 0}, false},
    {"Windows-1250", 2, {&polish, &czech, &slovak, &hungarian, &romanian, &croatian, &slovene}, {0, 0}, false},
    {"ISO-8859-2", 3.5, {&polish, &czech, &slovak, &hungarian, &romanian, &croatian, &slovene}, {0, 0}, false},
    {"Windows-1254", 2.5, {&turkish}, {0, 0}, false},
    {"Windows-1257", 4, {&lithuanian, &latvian, &estonian}, {0, 0}, false},
    {"Mac Roman", 5, WEST, {0, 0}, false},
    {"CP850", 5.5, WEST, {0, 0}, false},
    {"CP437", 6, WEST, {0, 0}, false},
    {"Windows-1251", 1, {&russian, &ukrainian, &bulgarian, &serbian, &belarusian}, {0, 0}, false},
    {"KOI8-R", 3, {&russian}, {0, 0}, false},
    {"KOI8-U", 5, {&ukrainian}, {0, 0}, false},
    {"ISO-8859-5", 5, {&russian, &bulgarian, &serbian}, {0, 0}, false},
    {"CP866", 4, {&russian}, {0, 0}, false},
    {"Windows-1253", 3, {&greek}, {0, 0}, false},
    {"ISO-8859-7", 6.5, {&greek}, {0, 0}, false},
    {"Windows-1255", 3, {&hebrew}, {0, 0}, false},
    {"Windows-1256", 3, {&arabic}, {0, 0}, false},
    {"Windows-874", 3, {&thai}, {0, 0}, false},
    {"GB18030", 1, {&simplified, &traditional}, {0xB0, 0xD7}, false},
    {"Big5", 2, {&traditional}, {0xA4, 0xC6}, true},
    {"Shift-JIS", 2, {&japanese}, {0x88, 0x97}, true},
    {"EUC-JP", 3, {&japanese}, {0xB0, 0xCF}, false},
    {"EUC-KR", 2, {&korean}, {0xB0, 0xC8}, false},
};
const size_t tenor__encoding_table_count = sizeof tenor__encoding_table / sizeof *tenor__encoding_table;
