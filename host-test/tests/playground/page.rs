//! The page that the dev server serves: what a newcomer does on it.

use anyhow::{Context, Result};
use host_test::pictures::{blue_marble_jpeg, decode, encode, photo};
use host_test::website::browser::visit;
use image::{DynamicImage, ImageFormat};
use marble_transform::DEFINITIONS;
use serde_json::json;

use super::browser::{Browser, is_left_out};
use super::start;

/// A result is shown, and nothing is under way.
const SHOWN: &str = "document.querySelector('#result-panel').getAttribute('aria-busy') === 'false' && !document.querySelector('#result .frame').hidden && document.querySelector('#url').textContent";

/// The same, once the URL has a text in it.
fn shown(part: &str) -> String {
    format!("document.querySelector('#url').textContent.includes('{part}') && ({SHOWN})")
}

#[tokio::test]
async fn a_photo_is_dropped_and_its_url_is_copied() -> Result<()> {
    if is_left_out() {
        return Ok(());
    }
    let servers = start(&[]).await?;
    let browser = Browser::start().await?;
    let origin = format!("http://{}", servers.marble.addr());
    let play = format!("{origin}/-/play");
    browser.open(&play).await?;
    browser.until(&shown("/300x300/blue_marble.jpg")).await?;

    // By the file input.
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("my photo.jpg");
    let jpeg = encode(&DynamicImage::from(photo(640, 480)), ImageFormat::Jpeg);
    std::fs::write(&file, jpeg)?;
    browser
        .type_into("#file", &file.display().to_string())
        .await?;
    browser.until(&shown("/300x300/my%20photo.jpg")).await?;

    // By dropping: another photo of the same name replaces nothing.
    let script = "
        const bytes = Uint8Array.from(atob(arguments[0]), (c) => c.charCodeAt(0));
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([bytes], 'my photo.jpg', { type: 'image/jpeg' }));
        for (const type of ['dragover', 'drop'])
          document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));";
    let text = base64(&blue_marble_jpeg());
    browser.run(script, json!([text])).await?;
    browser.until(&shown("/300x300/my%20photo-2.jpg")).await?;
    let put = servers.bucket.get("my photo-2.jpg").context("it is put")?;
    assert_eq!(put.bytes, blue_marble_jpeg());

    // Options are moved.
    let script = "
        const set = (selector, value) => {
          const input = document.querySelector(selector);
          input.value = value;
          input.dispatchEvent(new Event('input', { bubbles: true }));
          input.dispatchEvent(new Event('change', { bubbles: true }));
        };
        set('[aria-label=\"Width in pixels\"]', 200);
        set('[aria-label=\"Height in pixels\"]', 120);
        set('#option-format', 'webp');
        set('#option-quality', 60);";
    browser.run(script, json!([])).await?;
    let path = "/200x120,format=webp,quality=60/my%20photo-2.jpg";
    browser.until(&shown(path)).await?;

    // The URL is copied, and is that of the object itself.
    let grant = json!({ "origin": origin, "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"] });
    browser.chromium("Browser.grantPermissions", &grant).await?;
    browser.type_into("[data-copy=url]", " ").await?;
    browser
        .until("document.querySelector('#status').textContent === 'URL copied'")
        .await?;
    browser.run("window.copied = null; navigator.clipboard.readText().then((text) => (window.copied = text))", json!([])).await?;
    let copied = browser.until("window.copied").await?;
    let copied = copied.as_str().context("a text")?;
    assert_eq!(copied, format!("http://{}{path}", servers.website.addr()));
    let answer = visit(copied).await?;
    assert_eq!(
        answer.statuses(),
        [200],
        "it is stored under this very spelling"
    );
    let picture = decode(&answer.last().body);
    assert_eq!((picture.width(), picture.height()), (200, 120));
    let facts = browser
        .until("document.querySelector('#result-facts').textContent")
        .await?;
    let facts = facts.as_str().unwrap_or_default();
    assert!(facts.starts_with("200 × 120 · WebP · "), "{facts}");

    // And so is the HTML, of which each candidate is there.
    let html = browser
        .until("document.querySelector('#html').textContent")
        .await?;
    let html = html.as_str().context("a text")?;
    assert!(
        html.contains("srcset=\"") && html.contains("width=\"200\" height=\"120\""),
        "{html}"
    );
    let (_, candidates) = html.split_once("srcset=\"").context("srcset")?;
    let (candidates, _) = candidates.split_once('"').context("its end")?;
    assert_eq!(candidates.lines().count(), 4, "{html}");
    for candidate in candidates.split(",\n") {
        let (url, width) = candidate.trim().split_once(' ').context("a descriptor")?;
        let width: u32 = width.trim_end_matches('w').parse()?;
        let answer = visit(url).await?;
        assert_eq!(answer.last().status, 200, "{url}");
        assert_eq!(decode(&answer.last().body).width(), width, "{url}");
    }
    assert_eq!(browser.complaints().await?, Vec::<String>::new());
    Ok(())
}

fn base64(bytes: &[u8]) -> String {
    use base64ct::{Base64, Encoding};
    Base64::encode_string(bytes)
}

#[tokio::test]
async fn every_option_of_the_grammar_has_a_control_that_sets_it() -> Result<()> {
    if is_left_out() {
        return Ok(());
    }
    let servers = start(&[]).await?;
    let browser = Browser::start().await?;
    let play = format!("http://{}/-/play", servers.marble.addr());
    for option in DEFINITIONS {
        // What it takes to have an effect, and so a place in the URL.
        let company = match option.name {
            "background" => ",pad=3",
            "lossless" => ",format=webp",
            "progressive" => ",format=jpeg",
            _ => "",
        };
        let every = option.every();
        let example = &every.last().context("a value")?.example;
        let transform = format!("40x30{company},{}={example}", option.name);
        browser
            .open(&format!("{play}#{transform}/blue_marble.jpg"))
            .await?;
        // The control took the value up, and gives it back into the URL.
        let expected = marble_transform::Transform::parse(&transform, 4096)?;
        let pattern = format!("/{expected}/blue_marble.jpg");
        let script = format!(
            "document.querySelector('#url').textContent.endsWith('{pattern}') && document.querySelector('[data-option=\"{}\"]')?.classList.contains('is-set')",
            option.name
        );
        browser.until(&script).await.context(transform.clone())?;
        let script = format!(
            "const control = document.querySelector('[data-option=\"{}\"]');
             control.querySelector('.reset').click();
             return control.classList.contains('is-set');",
            option.name
        );
        assert_eq!(browser.run(&script, json!([])).await?, false, "{transform}");
    }
    let controls = browser
        .run(
            "return document.querySelectorAll('[data-option]').length",
            json!([]),
        )
        .await?;
    assert_eq!(controls, DEFINITIONS.len());
    Ok(())
}

#[tokio::test]
async fn a_refused_request_tells_why() -> Result<()> {
    if is_left_out() {
        return Ok(());
    }
    let servers = start(&[
        ("ALLOWED_RESOLUTIONS", "300x300,600x"),
        ("ALLOWED_OPTIONS", "quality,crop,watermark"),
    ])
    .await?;
    let browser = Browser::start().await?;
    let play = format!("http://{}/-/play", servers.marble.addr());
    for (transform, words) in [
        ("301x300", "Forbidden: Resolution not allowed"),
        // What marble-url does not let through either is told in Marble's own words.
        (
            "300x300,quality=101",
            "expected quality to be one of 1 to 100, auto, but found \"101\"",
        ),
        ("300x300,crop=2000:0:9:9", "Bad Request"),
        ("300x300,watermark=north", "Bad Request"),
    ] {
        browser.open("about:blank").await?;
        browser
            .open(&format!("{play}#{transform}/blue_marble.jpg"))
            .await?;
        let told = browser
            .until("!document.querySelector('#refusal').hidden && document.querySelector('#refusal').textContent")
            .await?;
        let told = told.as_str().unwrap_or_default();
        assert!(told.contains(words), "{transform}: {told}");
        let said = browser
            .until("document.querySelector('#status').textContent")
            .await?;
        assert!(
            said.as_str().unwrap_or_default().contains(words),
            "{transform}: {said}"
        );
    }
    Ok(())
}

#[tokio::test]
async fn a_click_sets_the_focal_point_and_dragging_the_crop() -> Result<()> {
    if is_left_out() {
        return Ok(());
    }
    let servers = start(&[]).await?;
    let browser = Browser::start().await?;
    browser.look(1280, 900, "light").await?;
    let play = format!("http://{}/-/play", servers.marble.addr());
    browser
        .open(&format!("{play}#300x100/blue_marble.jpg"))
        .await?;
    browser
        .until(&format!(
            "!document.querySelector('#original-hint').hidden && ({})",
            shown("/300x100/")
        ))
        .await?;
    let place = async |x: f64, y: f64| -> Result<(i64, i64)> {
        let script = "
            const image = document.querySelector('#original img');
            image.scrollIntoView({ block: 'nearest' });
            const { left, top, width, height } = image.getBoundingClientRect();
            return [left + width * arguments[0], top + height * arguments[1]].map(Math.round);";
        let found = browser.run(script, json!([x, y])).await?;
        Ok((
            found[0].as_i64().context("x")?,
            found[1].as_i64().context("y")?,
        ))
    };
    let point = place(0.25, 0.75).await?;
    browser.drag(point, point).await?;
    browser
        .until(&shown("/300x100,position=0.25:0.75/"))
        .await?;

    // In the picture as it is turned: what is in the lower left is then in the upper left.
    let script = "document.querySelector('[name=option-rotate][value=\"90\"]').click()";
    browser.run(script, json!([])).await?;
    let point = place(0.25, 0.75).await?;
    browser.drag(point, point).await?;
    browser
        .until(&shown("/300x100,position=0.25:0.25,rotate=90/"))
        .await?;

    browser
        .run("document.querySelector('#reset').click()", json!([]))
        .await?;
    browser.until(&shown("/300x100/")).await?;
    let (from, to) = (place(0.25, 0.5).await?, place(0.75, 0.9).await?);
    browser.drag(from, to).await?;
    browser
        .until(&shown("/300x100,crop=0.25:0.5:0.5:0.4/"))
        .await?;
    Ok(())
}

/// Tab, arrows, space and letters are enough.
#[tokio::test]
async fn the_keyboard_is_enough() -> Result<()> {
    const TAB: &str = "\u{e004}";
    const LEFT: &str = "\u{e012}";
    const RIGHT: &str = "\u{e014}";
    if is_left_out() {
        return Ok(());
    }
    let servers = start(&[]).await?;
    let browser = Browser::start().await?;
    browser.look(1280, 900, "light").await?;
    let play = format!("http://{}/-/play", servers.marble.addr());
    browser
        .open(&format!("{play}#300x300/blue_marble.jpg"))
        .await?;
    browser.until(&shown("/300x300/")).await?;
    // As far as an element, and with whatever is in between in the order of the page.
    let tab_to = async |selector: &str| -> Result<()> {
        for _ in 0..80 {
            browser.press(TAB).await?;
            let script = "return document.activeElement.matches(arguments[0])";
            if browser.run(script, json!([selector])).await? == true {
                return Ok(());
            }
        }
        anyhow::bail!("the focus never comes to {selector}")
    };
    tab_to("#file").await?;
    tab_to("[aria-label='Width in pixels']").await?;
    // What a field has is selected when the focus comes to it.
    browser.press("240").await?;
    tab_to("[name=option-fit]").await?;
    browser.press(RIGHT).await?;
    tab_to("[data-option=quality] [type=range]").await?;
    browser.press(LEFT).await?;
    browser
        .until(&shown("/240x300,fit=contain,quality=79/"))
        .await?;
    tab_to(".divider").await?;
    browser.press(RIGHT).await?;
    browser
        .until("document.querySelector('.divider').value === '51'")
        .await?;
    tab_to("[data-copy=url]").await?;
    browser.press(" ").await?;
    browser
        .until("document.querySelector('#status').textContent.startsWith('URL ')")
        .await?;
    Ok(())
}

/// What is in a key or in the address of the page is text.
#[tokio::test]
async fn keys_are_never_read_as_html() -> Result<()> {
    if is_left_out() {
        return Ok(());
    }
    let servers = start(&[]).await?;
    let key = "<img src=x onerror=\"window.hit=1\">'&amp;.jpg";
    let original = host_test::store::bucket::Object::new(blue_marble_jpeg());
    let put = servers
        .bucket
        .put(key, original, &host_test::store::bucket::Condition::Always);
    put.map_err(|error| anyhow::anyhow!("{error}"))?;
    let browser = Browser::start().await?;
    let play = format!("http://{}/-/play", servers.marble.addr());
    browser.open(&play).await?;
    browser.until(SHOWN).await?;
    let chosen = browser
        .until("document.querySelector('#key').value")
        .await?;
    assert_eq!(chosen, key, "it is the first of the list");
    let alt = browser
        .until("document.querySelector('#original img').alt")
        .await?;
    assert!(alt.as_str().unwrap_or_default().ends_with(key), "{alt}");
    browser
        .open(&format!(
            "{play}#300x300,fit=<img src=x onerror=window.hit=1>/{key}"
        ))
        .await?;
    browser.until(SHOWN).await?;
    let hit = browser
        .run(
            "return [window.hit ?? null, document.querySelectorAll('[onerror]').length]",
            json!([]),
        )
        .await?;
    assert_eq!(hit, json!([null, 0]));
    Ok(())
}
