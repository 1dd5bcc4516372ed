SwaggerUIBundle({ url: "/openapi.json", dom_id: "#api", deepLinking: true, docExpansion: "list", persistAuthorization: false, validatorUrl: null });
