//! Import, storage and search, on registers of our own.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use intyg_core::diagnosis::{CodeSystem, DiagnosisTitles as _};
use intyg_core::text::fold;
use intyg_journal::Registers;
use intyg_journal::registers::{FileForm, LoadError, SaveError, import, save};
use proptest::prelude::*;

const BUILTIN: &str = include_str!("../../data/icd-10-se.tsv");
static BUILTIN_REGISTERS: LazyLock<Registers> = LazyLock::new(Registers::builtin);
const ICD: CodeSystem = CodeSystem::Icd10Se;
const KSH: CodeSystem = CodeSystem::Ksh97P;

const THREE: &str = "\u{feff}A00\t\tKolera\r\nM54\t\tRyggvärk";
const FOUR: &str = "\u{feff}A170\t†\tTuberkulös  meningit \nG010\t*\tMeningit\n\n";
const FIVE: &str = "F438A\t\tUtmattningssyndrom\n";
const SINGLE: &str = "\u{feff}\"Kod\"\t\"Giltig från\"\t\"Överordnad kod\"\t\"Titel\"\t\"Latin\"\r\n\
    \"I\"\t\"1997-01-01\"\t\"\"\t\"Vissa infektionssjukdomar\"\t\"\"\r\n\
    \"A00-A09\"\t\"1997-01-01\"\t\"I\"\t\"Infektionssjukdomar utgående från mag-tarmkanalen\"\t\"\"\r\n\
    \"A00\"\t\"1997-01-01\"\t\"A00-A09\"\t\"Kolera\"\t\"Cholera\"\r\n\
    \"A00.1\"\t\"1997-01-01 00:00:00\"\t\"A00\"\t\"Kolera orsakad av \"\"El Tor\"\"\r\nenligt \tsvar\"\t\"\"\r\n\
    \"A00.2\"\t\"\"\t\"A00\"\t\"Inte giltig än\"\t\"\"\r\n\
    \"A17.0†\"\t\"19970101\"\t\"A17\"\t\"Tuberkulös meningit\"\t\"\"\r\n\
    F43.8A\t2011-01-01\tF43.8\tUtmattningssyndrom\r\n\
    F43.8A\t2024-01-01\tF43.8\tUtmattningssyndrom, nytt\r\n";
/// `Å` and `ö` in ISO 8859-1.
const KSH97P: &[u8] = b"A00-   Kolera \nF419P  \xc5ngest\nJ06-P  \xd6vre luftv\xe4gsinfektion \n";

struct Folder(tempfile::TempDir);

impl Folder {
    fn with(files: &[(&str, &[u8])]) -> (Self, Vec<PathBuf>) {
        let folder = Self(tempfile::tempdir().expect("a folder"));
        let paths = files.iter().map(|(name, content)| {
            let path = folder.0.path().join(name);
            fs::write(&path, content).expect("written");
            path
        });
        let paths = paths.collect();
        (folder, paths)
    }

    fn has(&self) -> Vec<String> {
        let entries = fs::read_dir(self.0.path()).expect("a folder");
        let names = entries.map(|e| e.expect("an entry").file_name());
        names.map(|n| n.to_string_lossy().into_owned()).collect()
    }
}

fn icd_files() -> [(&'static str, &'static [u8]); 3] {
    [
        ("3.txt", THREE.as_bytes()),
        ("4.txt", FOUR.as_bytes()),
        ("5.txt", FIVE.as_bytes()),
    ]
}

#[test]
fn three_files_make_one_register_without_marks() {
    let (_folder, paths) = Folder::with(&icd_files());
    let imported = import(&paths).expect("good");
    let found: Vec<_> = imported.registers[&ICD]
        .entries
        .iter()
        .map(|entry| (entry.code.as_str(), entry.title.as_str()))
        .collect();
    let expected = [
        ("A00", "Kolera"),
        ("A170", "Tuberkulös meningit"),
        ("F438A", "Utmattningssyndrom"),
        ("G010", "Meningit"),
        ("M54", "Ryggvärk"),
    ];
    assert_eq!(found, expected);
    assert_eq!(imported.registers[&ICD].files, ["3.txt", "4.txt", "5.txt"]);
    assert!(
        imported.reports[1]
            .to_string()
            .ends_with("4.txt: ICD-10-SE, 2 codes")
    );
}

#[test]
fn the_single_file_gives_valid_codes_only() {
    let (_folder, paths) = Folder::with(&[("icd.tsv", SINGLE.as_bytes())]);
    let imported = import(&paths).expect("good");
    let found: Vec<_> = imported.registers[&ICD]
        .entries
        .iter()
        .map(|entry| (entry.code.as_str(), entry.title.as_str()))
        .collect();
    let expected = [
        ("A00", "Kolera"),
        ("A001", "Kolera orsakad av \"El Tor\" enligt svar"),
        ("A170", "Tuberkulös meningit"),
        ("F438A", "Utmattningssyndrom, nytt"),
    ];
    assert_eq!(found, expected);
    let report = &imported.reports[0];
    assert_eq!(
        (report.form, report.codes, report.left_out),
        (FileForm::IcdSingle, 4, 4)
    );
}

#[test]
fn ksh97p_is_read_in_its_own_alphabet() {
    let (_folder, paths) = Folder::with(&[("KSH.ANS", KSH97P)]);
    let registers = Registers::with(&import(&paths).expect("good"));
    let title = |code| registers.title(KSH, code);
    assert_eq!(title("f419p").as_deref(), Some("Ångest"));
    assert_eq!(title("J06-P").as_deref(), Some("Övre luftvägsinfektion"));
    assert!(registers.is_builtin(ICD) && !registers.is_builtin(KSH));
}

#[test]
fn the_first_fault_is_named_with_file_and_line() {
    let cases: &[(&[u8], &str)] = &[
        (b"", "x: is neither ICD-10-SE"),
        (b"hello\n", "x: is neither ICD-10-SE"),
        (b"\xff\xfeK\0o\0d\0", "x: line 1: is not UTF-8"),
        (
            b"A00\t\tKolera\nA01\t\tTyf\xf6\n",
            "x: line 2: is not UTF-8",
        ),
        (
            b"A00\t\tKolera\nA01\tTyfoid\n",
            "x: line 2: has 2 fields instead of 3",
        ),
        (
            b"A00\t\tKolera\nA0\t\tTyfoid\n",
            "x: line 2: \"A0\" is not a code",
        ),
        (
            b"A00\t\tKolera\n\nA01\t#\tTyfoid\n",
            "x: line 3: \"#\" is neither",
        ),
        (
            b"A00\t\tKolera\nA01\t\t \n",
            "x: line 2: the code A01 has no title",
        ),
        (
            b"A00\t\tKolera\nA00\t\tKolera\n",
            "x: line 2: the code A00 was already in",
        ),
        (
            b"A00\t\tKolera\n",
            "x: is one of three files: the one with codes of 4 positions",
        ),
        (
            b"Kod\tTitel\nA00\tKolera\n",
            "has no column Giltig fr\u{e5}n",
        ),
        (
            b"Kod\tGiltig fr\xc3\xa5n\tTitel\nI\t1997-01-01\tKapitel\n",
            "x: has no codes",
        ),
        (
            b"Kod\tGiltig fr\xc3\xa5n\tTitel\nA00\tsnart\tKolera\n",
            "x: line 2: \"snart\" is not a date",
        ),
        (
            b"Kod\tGiltig fr\xc3\xa5n\tTitel\nA00\t1997-01-01\t\n",
            "x: line 2: the code A00 has no title",
        ),
        (
            b"Kod\tGiltig fr\xc3\xa5n\tTitel\n\nA00\t1997-01-01\t\"Kol\n\nera\n",
            "x: line 3: has a quotation mark",
        ),
        (
            b"Kod\tGiltig fr\xc3\xa5n\tTitel\nA00\t1997-01-01\t\"Kol\"era\n",
            "x: line 2: has text after",
        ),
        (
            b"Kod\tGiltig fr\xc3\xa5n\tTitel\nA00\t1997-01-01\tKolera\nA00\t1997-01-01\tKol\n",
            "x: line 3: the code A00 stands on line 2 too",
        ),
        (
            b"A00-   Kolera\nXX     Fel\n",
            "x: line 2: \"XX\" is not a code",
        ),
        (
            b"A00-   Kolera\nA01-\n",
            "x: line 2: the code A01- has no title",
        ),
        (
            b"A00-   Kolera\nA00-   Kolera\n",
            "x: line 2: the code A00- was already in",
        ),
    ];
    for (content, expected) in cases {
        let (_folder, paths) = Folder::with(&[("x", content)]);
        let message = import(&paths).expect_err(expected).to_string();
        assert!(message.contains(expected), "{message} / {expected}");
        assert!(!message.contains('\n'), "{message}");
    }
    let error = import(&["no/such/file".into()]).expect_err("missing");
    assert!(
        error
            .to_string()
            .starts_with("no/such/file: cannot be read: ")
    );
}

#[test]
fn one_bad_file_stops_the_whole_import() {
    let mut files = icd_files().to_vec();
    files.push(("bad", b"A00-   Kolera\nA00-   Kolera\n"));
    let (_folder, paths) = Folder::with(&files);
    assert!(import(&paths).is_err());
}

#[test]
fn what_is_saved_is_loaded_and_a_later_import_keeps_the_other_register() {
    let (folder, _) = Folder::with(&[]);
    let dir = folder.0.path().join("new/folder");
    assert!(Registers::load(&dir).expect("none yet").is_builtin(ICD));

    let (_first, paths) = Folder::with(&icd_files());
    save(&dir, &import(&paths).expect("good")).expect("saved");
    let (_second, paths) = Folder::with(&[("KSH.ANS", KSH97P)]);
    save(&dir, &import(&paths).expect("good")).expect("saved");

    let loaded = Registers::load(&dir).expect("good");
    assert_eq!((loaded.count(ICD), loaded.count(KSH)), (5, 3));
    assert_eq!(
        loaded.title(ICD, "A17.0").as_deref(),
        Some("Tuberkulös meningit")
    );
    assert_eq!(
        loaded.source_description(ICD),
        "ICD-10-SE: 5 koder inlästa ur 3.txt, 4.txt, 5.txt."
    );
    let names: Vec<_> = fs::read_dir(&dir).expect("a folder").collect();
    assert_eq!(names.len(), 1, "no temporary file is left");
}

#[test]
fn a_damaged_file_is_an_error_until_everything_is_imported_anew() {
    let (folder, mut paths) = Folder::with(&icd_files());
    let (_ksh, ksh) = Folder::with(&[("KSH.ANS", KSH97P)]);
    let dir = folder.0.path().join("data");
    let file = save(&dir, &import(&paths).expect("good")).expect("saved");
    let good = fs::read(&file).expect("there");

    for damage in 0..good.len() {
        let mut bad = good.clone();
        bad[damage] ^= 1;
        fs::write(&file, &bad).expect("written");
        let loaded = Registers::load(&dir);
        assert!(matches!(loaded, Err(LoadError::Damaged { .. })), "{damage}");
        fs::write(&file, &good[..damage]).expect("written");
        assert!(Registers::load(&dir).is_err(), "cut at {damage}");
    }
    let partly = save(&dir, &import(&ksh).expect("good"));
    assert!(matches!(partly, Err(SaveError::Before(_))));
    paths.extend(ksh);
    save(&dir, &import(&paths).expect("good")).expect("replaced");
    assert_eq!(Registers::load(&dir).expect("good").count(ICD), 5);
}

#[test]
fn a_failed_save_leaves_the_old_file_and_nothing_else() {
    let (folder, paths) = Folder::with(&icd_files());
    let before = folder.has().len();
    // A folder in the way cannot be replaced by a file.
    fs::create_dir(folder.0.path().join("diagnoses.tsv")).expect("made");
    let mut imported = import(&paths).expect("good");
    let register = imported.registers[&ICD].clone();
    imported.registers.insert(KSH, register);
    let saved = save(folder.0.path(), &imported);
    assert!(matches!(saved, Err(SaveError::Io { .. })));
    assert_eq!(folder.has().len(), before + 1);
}

fn entries() -> Vec<(&'static str, &'static str)> {
    let lines = BUILTIN.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once('\t')).collect()
}

/// Codes and folded titles.
static FOLDED: LazyLock<Vec<(&str, String)>> = LazyLock::new(|| {
    let entries = entries().into_iter();
    entries.map(|(code, title)| (code, fold(title))).collect()
});

/// Some words of some title in any order, each possibly cut short or with one letter changed, so that searches find something.
fn typed() -> impl Strategy<Value = String> {
    let words: Vec<String> = entries()
        .iter()
        .flat_map(|(_, title)| title.split(' ').map(str::to_owned))
        .collect();
    let word =
        (prop::sample::select(words), 1usize..20, 0usize..60).prop_map(|(word, cut, slip)| {
            let mut letters: Vec<char> = word.chars().take(cut).collect();
            if let Some(letter) = letters.get_mut(slip) {
                *letter = 'q';
            }
            letters.into_iter().collect::<String>()
        });
    prop::collection::vec(word, 1..4).prop_map(|words| words.join(" "))
}

/// Says slowly and plainly how a typed word may stand for a word of a title.
fn stands_for(typed: &str, word: &str, slips: usize) -> bool {
    let long = typed.chars().count() >= 4;
    let misspelt = slips > 0 && long && !typed.contains(|c: char| c.is_ascii_digit());
    word.starts_with(typed)
        || long && word.contains(typed)
        || misspelt
            && (0..=word.len())
                .filter_map(|end| word.get(..end))
                .any(|beginning| is_one_slip(typed, beginning))
}

/// Compares with all that can become of `typed` by one slip.
fn is_one_slip(typed: &str, other: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (typed.chars().collect(), other.chars().collect());
    let without = |from: &[char], at: usize| {
        let mut rest = from.to_vec();
        rest.remove(at);
        rest
    };
    a == b
        || (0..a.len()).any(|at| without(&a, at) == b)
        || (0..b.len()).any(|at| without(&b, at) == a)
        || a.len() == b.len()
            && ((0..a.len()).any(|at| without(&a, at) == without(&b, at))
                || (1..a.len()).any(|at| {
                    let mut swapped = a.clone();
                    swapped.swap(at - 1, at);
                    swapped == b
                }))
}

fn titles_with(text: &str, slips: usize) -> BTreeSet<&'static str> {
    let text = fold(text);
    let fits = |title: &str| {
        let all = |typed: &str| title.split(' ').any(|word| stands_for(typed, word, slips));
        text.split(' ').filter(|typed| !typed.is_empty()).all(all)
    };
    let fitting = FOLDED.iter().filter(|(_, title)| fits(title));
    fitting.map(|(code, _)| *code).collect()
}

proptest! {
    #[test]
    fn searching_never_fails_and_never_gives_more_than_asked_for(text in any::<String>(), limit in 0usize..30) {
        let found = BUILTIN_REGISTERS.search(ICD, &text, limit);
        prop_assert!(found.hits.len() <= limit);
        prop_assert!(!found.more || found.hits.len() == limit);
    }

    #[test]
    fn a_beginning_of_a_code_finds_exactly_the_codes_that_begin_so(nth in any::<prop::sample::Index>(), length in 2usize..6, dot in any::<bool>(), limit in 0usize..20) {
        let entries = entries();
        let code = nth.get(&entries).0;
        let prefix = code.get(..length).unwrap_or(code);
        let expected: Vec<&str> = entries.iter().map(|(code, _)| *code).filter(|code| code.starts_with(prefix)).collect();
        let mut text = prefix.to_lowercase();
        if dot && text.len() > 3 {
            text.insert(3, '.');
        }
        let found = BUILTIN_REGISTERS.search(ICD, &text, limit);
        let codes: Vec<&str> = found.hits.iter().map(|hit| hit.code.as_str()).collect();
        prop_assert_eq!(&codes, &expected[..expected.len().min(limit)]);
        prop_assert_eq!(found.more, expected.len() > limit);
    }

    #[test]
    fn words_find_every_title_that_has_them_and_no_other(text in typed()) {
        let found = BUILTIN_REGISTERS.search(ICD, &text, usize::MAX);
        let codes: BTreeSet<&str> = found.hits.iter().map(|hit| hit.code.as_str()).collect();
        prop_assert_eq!(codes.len(), found.hits.len(), "no code twice");
        let as_typed = titles_with(&text, 0);
        if as_typed.is_empty() {
            prop_assert!(codes.is_subset(&titles_with(&text, 1)), "{}: {:?}", text, codes);
        } else {
            prop_assert_eq!(codes, as_typed);
        }
        let few = BUILTIN_REGISTERS.search(ICD, &text, 5);
        prop_assert_eq!(few.hits.len(), found.hits.len().min(5));
        prop_assert_eq!(few.more, found.hits.len() > 5);
    }

    #[test]
    fn one_slip_in_a_single_word_is_always_forgiven(nth in any::<prop::sample::Index>(), at in 0usize..8) {
        let words = FOLDED.iter().flat_map(|(_, title)| title.split(' '));
        let words: Vec<&str> = words.filter(|word| word.len() >= 8 && word.bytes().all(|b| b.is_ascii_lowercase())).collect();
        let word = *nth.get(&words);
        let mut typed = word.to_owned();
        typed.replace_range(at..=at, "q");
        let found = BUILTIN_REGISTERS.search(ICD, &typed, usize::MAX);
        let reached = found.hits.iter().any(|hit| fold(&hit.title).split(' ').any(|w| w == word));
        prop_assert!(reached, "{}", typed);
    }
}
