//! Null slots.
//!
//! Lex answers with `"slots": {"FlowerType": null, …}` for every slot that is not filled yet, as
//! its developer guide shows. The SDK's deserializer refuses a null inside a map ("dense map
//! cannot contain null values", see awslabs/aws-sdk-rust#1443), so every answer of a healthy bot
//! would look broken. A null member says the same as one that is not there; this takes them out
//! of JSON answers before the SDK reads them.

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::connector_metadata::ConnectorMetadata;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::{
    RuntimeComponents, RuntimeComponentsBuilder,
};
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::config_bag::ConfigBag;
use http_body_util::{BodyExt, Limited};
use serde_json::Value;

/// Longest JSON answer read. Lex allows 1024 characters of text, 100 KB would be enough.
const MOST_BYTES: usize = 1024 * 1024;

/// The same HTTP client, without null object members in JSON answers of status 2xx.
#[must_use]
pub fn tolerate_nulls(client: SharedHttpClient) -> SharedHttpClient {
    SharedHttpClient::new(Tolerant(client))
}

#[derive(Debug)]
struct Tolerant<T>(T);

impl HttpClient for Tolerant<SharedHttpClient> {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(Tolerant(self.0.http_connector(settings, components)))
    }

    fn validate_base_client_config(
        &self,
        components: &RuntimeComponentsBuilder,
        config: &ConfigBag,
    ) -> Result<(), BoxError> {
        HttpClient::validate_base_client_config(&self.0, components, config)
    }

    fn validate_final_config(
        &self,
        components: &RuntimeComponents,
        config: &ConfigBag,
    ) -> Result<(), BoxError> {
        HttpClient::validate_final_config(&self.0, components, config)
    }

    fn connector_metadata(&self) -> Option<ConnectorMetadata> {
        self.0.connector_metadata()
    }
}

impl HttpConnector for Tolerant<SharedHttpConnector> {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let answer = self.0.call(request);
        HttpConnectorFuture::new(async move {
            let answer = answer.await?;
            if answer.status().is_success() && may_be_json(&answer) {
                without_nulls(answer).await
            } else {
                Ok(answer)
            }
        })
    }
}

/// Streams of speech and text stay streams; what does not say what it is may be JSON.
fn may_be_json(answer: &HttpResponse) -> bool {
    answer
        .headers()
        .get("content-type")
        .is_none_or(|kind| kind.contains("json"))
}

async fn without_nulls(mut answer: HttpResponse) -> Result<HttpResponse, ConnectorError> {
    let body = Limited::new(answer.take_body(), MOST_BYTES);
    let bytes = body.collect().await.map_err(ConnectorError::io)?.to_bytes();
    let bytes = match serde_json::from_slice::<Value>(&bytes) {
        Ok(mut value) => {
            drop_null_members(&mut value);
            value.to_string().into()
        }
        // Not JSON: for the SDK to refuse, as it came.
        Err(_) => bytes,
    };
    if answer.headers().contains_key("content-length") {
        answer
            .headers_mut()
            .insert("content-length", bytes.len().to_string());
    }
    *answer.body_mut() = SdkBody::from(bytes);
    Ok(answer)
}

fn drop_null_members(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.retain(|_, member| !member.is_null());
            members.values_mut().for_each(drop_null_members);
        }
        Value::Array(elements) => elements.iter_mut().for_each(drop_null_members),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn null_members_go_at_every_depth_and_nothing_else_does() {
        let mut value = json!({
            "slots": {"FlowerType": null, "PickupDate": "2026-05-01"},
            "slotToElicit": null,
            "alternativeIntents": [{"slots": {"FlowerType": null}}, null],
            "message": "", "nluIntentConfidence": {"score": 0}, "sent": false,
        });
        drop_null_members(&mut value);
        assert_eq!(
            value,
            json!({
                "slots": {"PickupDate": "2026-05-01"},
                "alternativeIntents": [{"slots": {}}, null],
                "message": "", "nluIntentConfidence": {"score": 0}, "sent": false,
            })
        );
    }
}
